import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import * as os from 'node:os';
import * as path from 'node:path';
import { promisify } from 'node:util';
import type { StartRaceInput } from '../../../src/cli/api/types';
import { quickstart } from '../../../src/cli/quickstart';
import { loadConfiguration, type Configuration } from '../../../src/config';
import type { SetupEvent } from '../../../src/environments/setup-event';
import { canRace, findFreePort } from '../support/program';
import { recordedTerminal } from '../support/terminal';

const RACE: StartRaceInput = {
  workload: 'mlp',
  effort: 'QUICK',
  batchSize: 2,
  parameters: [16, 8, 8].map((value, index) => ({ name: ['inputs', 'hidden1', 'hidden2'][index] ?? '', value })),
  entrants: [
    { engine: 'fake', label: 'one' },
    { engine: 'fake', variant: 'twice', label: 'two' },
  ],
};

const FAILED = {
  kind: 'outcome',
  environment: 'tensorflow',
  outcome: 'failed',
  reason: 'The disk is full: free some space.',
  outputTail: '',
} as const;

async function* failingSetup(): AsyncGenerator<SetupEvent> {
  yield FAILED;
  yield { kind: 'summary', outcomes: [FAILED] };
}

(canRace() ? describe : describe.skip)('quickstart', () => {
  let folder: string;
  let configuration: Configuration;
  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-cli-'));
    configuration = {
      ...loadConfiguration(),
      ...{ host: '127.0.0.1', port: await findFreePort(), logLevel: 'error', showFakeEngine: true, databaseUrl: null },
      ...{ dataDirectory: path.join(folder, 'data'), lockDirectory: path.join(folder, 'lock') },
    };
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs it, does `inside` while the server is up, and ends it. */
  async function start(race: StartRaceInput | null, inside: (text: { out: string; err: string }) => Promise<void>) {
    const terminal = recordedTerminal();
    const ctrlC = new AbortController();
    let shown = Promise.resolve();
    const exitCode = await quickstart({
      configuration,
      terminal,
      setup: failingSetup(),
      race,
      json: false,
      onShown: () => {
        shown = inside(terminal.written).finally(() => ctrlC.abort());
      },
      until: ctrlC.signal,
    });
    await shown;
    return { exitCode, ...terminal.written };
  }

  async function paste(out: string): Promise<{ data: unknown }> {
    const line = /^ {2}(curl .+)$/m.exec(out)?.[1] ?? '';
    return JSON.parse((await promisify(execFile)('sh', ['-c', line])).stdout) as { data: unknown };
  }

  it('goes on after a failed set-up, races, and shows a curl line that works while the server stays up', async () => {
    const { exitCode, err, out } = await start(RACE, async (text) => {
      expect(await paste(text.out)).toMatchObject({
        data: { race: { status: 'FINISHED', standings: [{ tier: 1, run: { label: 'one' } }, { tier: 2 }] } },
      });
    });
    expect(exitCode).toBe(0);
    expect(err).toContain('✗ tensorflow: The disk is full: free some space.\n');
    expect(out).toMatch(/▸ one is .+ times as fast as two/);
    expect(out).toContain(`http://127.0.0.1:${configuration.port}/graphql`);
    expect(err).toContain('Stopping.');
  });

  it('leaves the race out where asked to, and the curl line works all the same', async () => {
    const { out } = await start(null, async (text) => {
      expect(await paste(text.out)).toMatchObject({ data: { engines: expect.any(Array) as unknown } });
    });
    expect(out).not.toContain('Standings');
  });

  it('says which engine is missing and leaves the race out when none is there', async () => {
    const missing = { ...RACE, entrants: [{ engine: 'nonsense' }] };
    const { err } = await start(missing, () => Promise.resolve());
    expect(err).toContain('! nonsense cannot race: this server does not know it.');
    expect(err).toContain('None of the engines of the first race is there: the race is left out.');
  });

  it('takes a free port where the configured one is taken, and says so', async () => {
    const other = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => other.listen(configuration.port, '127.0.0.1', resolve));
    try {
      const { err, out } = await start(null, async (text) => void (await paste(text.out)));
      expect(err).toContain(`Port ${(other.address() as AddressInfo).port} is taken by another program`);
      expect(out).not.toContain(`:${configuration.port}/graphql`);
    } finally {
      other.close();
    }
  });
});
