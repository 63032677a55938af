import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { hear, NEW_SESSION, say } from '../../src/engines/engine-session';
import { Watchdog } from '../../src/engines/watchdog';
import { startProcess } from '../../src/engines/started-process';
import { WorkerProcess, type WorkerListener } from '../../src/engines/worker-process';
import { type Block } from '../../src/protocol/block';
import { downMessage, upMessage, type DownMessage, type UpMessage } from '../../src/protocol/messages';

const TRANSCRIPTS = path.resolve(__dirname, '..', '..', 'src', 'protocol', 'transcripts');
const TOY = path.resolve(__dirname, '..', 'fixtures', 'workers', 'toy.js');
const NAMES = fs
  .readdirSync(TRANSCRIPTS)
  .filter((file) => file.endsWith('.ndjson'))
  .map((file) => path.basename(file, '.ndjson'));

type Line = { direction: 'down'; message: DownMessage } | { direction: 'up'; message: UpMessage };

function linesOf(name: string, scratch: string): Line[] {
  const text = fs.readFileSync(path.join(TRANSCRIPTS, `${name}.ndjson`), 'utf8');
  const filled = text.replaceAll('{transcripts}', TRANSCRIPTS).replaceAll('{scratch}', scratch);
  return filled
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);
}

it('has the conversations that the README tells of', () => {
  const readme = fs.readFileSync(path.join(TRANSCRIPTS, 'README.md'), 'utf8');
  const told = [...readme.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
  expect(told.sort()).toEqual([...NAMES].sort());
});

it.each(NAMES)('%s: every line is of the protocol', (name) => {
  for (const { direction, message } of linesOf(name, '/scratch')) {
    expect((direction === 'down' ? downMessage : upMessage).parse(message)).toEqual(message);
  }
});

it.each(NAMES)('%s: the state machine goes through it', (name) => {
  let state = NEW_SESSION;
  for (const { direction, message } of linesOf(name, '/scratch')) {
    if (direction === 'down') {
      state = say(state, message);
      continue;
    }
    const step = hear(state, message);
    state = step.state;
    const code = step.action?.kind === 'broken' ? step.action.code : null;
    expect(code).toBe(name === 'version-mismatch' ? 'PROTOCOL_VERSION' : null);
  }
  expect(state.phase).toBe('over');
});

describe.each([
  ['at once', []],
  ['with promises', ['promises']],
])('the Node kit answering %s', (_, toyArguments) => {
  it.each(NAMES)('%s: gives the same answers', async (name) => {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-transcript-'));
    const watchdog = Watchdog.start();
    const launch = {
      kind: 'launch',
      command: process.execPath,
      args: [TOY, ...toyArguments],
      environment: {},
      runtimeKey: 'toy',
    } as const;
    const heard = new Heard();
    const started = startProcess(launch, { workingDirectory: scratch });
    const worker = new WorkerProcess(started, { watchdog, terminateMilliseconds: 300 }, heard);
    try {
      for (const { direction, message } of linesOf(name, scratch)) {
        if (direction === 'down') worker.writeLine(JSON.stringify(message));
        else expectSame(upMessage.parse(JSON.parse((await heard.next()) ?? 'null')), message);
      }
      expect(await heard.next()).toBeNull();
    } finally {
      await worker.kill();
      await watchdog.stop();
      fs.rmSync(scratch, { recursive: true });
    }
  });
});

/** What the worker has said, line by line; null at the end. */
class Heard implements WorkerListener {
  private readonly said: (string | null)[] = [];
  private wake: () => void = () => undefined;

  line(line: string): void {
    this.said.push(line);
    this.wake();
  }

  channelEnd(): void {
    this.said.push(null);
    this.wake();
  }

  async next(): Promise<string | null> {
    while (this.said.length === 0) await new Promise<void>((resolve) => (this.wake = resolve));
    return this.said.shift() ?? null;
  }
}

/** The same type, and the values that follow from the work. */
function expectSame(actual: UpMessage, golden: UpMessage): void {
  expect(Object.keys(actual).sort()).toEqual(Object.keys(golden).sort());
  expect(actual.type).toBe(golden.type);
  if (actual.type === 'parity' && golden.type === 'parity') {
    expect(actual.outputFile).toBe(golden.outputFile);
    expect(actual.losses).toEqual(golden.losses?.map((loss) => expect.closeTo(loss, 6)) ?? null);
    expect(actual.stepLosses).toEqual(golden.stepLosses?.map((loss) => expect.closeTo(loss, 6)) ?? null);
  }
  if (actual.type === 'failed' && golden.type === 'failed') expect(actual.phase).toBe(golden.phase);
  if (actual.type === 'unsupported' && golden.type === 'unsupported') expect(actual.node).toBe(golden.node);
  if (actual.type === 'served' && golden.type === 'served') {
    expect(actual.request).toBe(golden.request);
    expectSameBlocks([actual.block], [golden.block]);
    expect(actual.completedNanoseconds).toHaveLength(golden.completedNanoseconds.length);
  }
  if (actual.type !== 'blocks' || golden.type !== 'blocks') return;
  expect(actual.request).toBe(golden.request);
  expectSameBlocks(actual.blocks, golden.blocks);
}

function expectSameBlocks(actual: readonly Block[], golden: readonly Block[]): void {
  const expected = golden.map(({ iterations, batch, checksum }) => ({
    iterations,
    batch,
    checksum: expect.closeTo(checksum, 5),
  }));
  expect(actual).toEqual(expected.map((block) => expect.objectContaining(block)));
}
