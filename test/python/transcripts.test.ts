import * as fs from 'node:fs';
import * as path from 'node:path';
import { reference } from '../../src/engines/reference/adapter';
import { packageRoot } from '../../src/engines/worker-path';
import { downMessage, upMessage, type UpMessage } from '../../src/protocol/messages';
import { describeWithEngines } from './interpreters';
import { PythonWorker } from './python-worker';
import { temporaryFolder } from './questions';

const TRANSCRIPTS = path.join(packageRoot(), 'src', 'protocol', 'transcripts');
const NAMES = fs.readdirSync(TRANSCRIPTS).filter((file) => file.endsWith('.ndjson'));

/** What follows from the work itself; times, versions and wording are the worker's own. */
function essence(message: UpMessage): object {
  const near = (value: number) => value.toPrecision(5);
  switch (message.type) {
    case 'parity':
      return {
        outputFile: message.outputFile,
        losses: message.losses?.map(near) ?? null,
        stepLosses: message.stepLosses?.map(near) ?? null,
      };
    case 'prepared':
      return { nodes: message.implementation.map(({ node }) => node), parameterCount: message.parameterCount };
    case 'blocks': {
      const { request, blocks } = message;
      return {
        request,
        blocks: blocks.map(({ iterations, batch, checksum }) => ({ iterations, batch, checksum: near(checksum) })),
      };
    }
    case 'served': {
      const { request, block, completedNanoseconds } = message;
      const { iterations, batch, checksum } = block;
      return { request, iterations, batch, checksum: near(checksum), completed: completedNanoseconds.length };
    }
    case 'unsupported':
      return { node: message.node };
    case 'failed':
      return { phase: message.phase };
    default:
      return {};
  }
}

describeWithEngines('the Python kit on the golden conversations', { reference }, ({ reference: launch }) => {
  const { folder, remove } = temporaryFolder();
  afterAll(remove);

  it('finds the conversations', () => expect(NAMES.length).toBeGreaterThan(3));

  it.each(NAMES)('answers %s as it stands there', async (name) => {
    const text = fs.readFileSync(path.join(TRANSCRIPTS, name), 'utf8');
    const filled = text.replaceAll('{transcripts}', TRANSCRIPTS).replaceAll('{scratch}', folder);
    const worker = new PythonWorker(launch);
    try {
      for (const line of filled.trim().split('\n')) {
        const { direction, message } = JSON.parse(line) as { direction: 'down' | 'up'; message: unknown };
        if (direction === 'down') {
          worker.say(downMessage.parse(message));
          continue;
        }
        const golden = upMessage.parse(message);
        const heard = await worker.hear();
        expect(heard.type).toBe(golden.type);
        expect(Object.keys(heard).sort()).toEqual(Object.keys(golden).sort());
        expect(essence(heard)).toEqual(essence(golden));
      }
      await worker.exited;
    } finally {
      await worker.end();
    }
  });
});
