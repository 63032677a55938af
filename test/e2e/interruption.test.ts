import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { packageRoot } from '../../src/engines/worker-path';

const MAIN = path.join(packageRoot(), 'dist', 'src', 'main.js');
const START = `mutation { startRace(input: {
  workload: "mlp", parameters: [{name: "inputs", value: 12}, {name: "hidden1", value: 8}, {name: "hidden2", value: 6}],
  batchSize: 4, effort: QUICK, entrants: [{engine: "fake", variant: "never-steady", label: "A"}, {engine: "fake", label: "B"}]
}) { id } }`;

/** Process ids whose environment or command line names the data directory or our workers below this server. */
function workersOf(parent: number): number[] {
  const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return stdout
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null && Number(match[2]) === parent && /worker/.test(match[3] ?? ''))
    .map((match) => Number(match?.[1]));
}

const alive = (pid: number) => {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.trim().startsWith('Z');
};

describe('a server that ends in the middle of a race', () => {
  let folder: string;
  let server: ChildProcess | null = null;
  let url = '';

  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-interruption-'))));
  afterEach(async () => {
    await end('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  async function begin(): Promise<void> {
    const environment = {
      ...process.env,
      HOST: '127.0.0.1',
      PORT: '0',
      PHOTOFINISH_DATA_DIR: folder,
      PHOTOFINISH_LOCK_DIR: folder,
      PHOTOFINISH_FAKE_ENGINE: '1',
      PHOTOFINISH_LOG_LEVEL: 'error',
    };
    const child = spawn(process.execPath, [MAIN, 'serve'], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    server = child;
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    for (const deadline = Date.now() + 20_000; !/http:\/\/[\d.]+:\d+/.test(output); await sleep(20)) {
      if (Date.now() > deadline) throw new Error(`the server did not start: ${output}`);
    }
    url = `${/http:\/\/[\d.]+:\d+/.exec(output)?.[0] ?? ''}/graphql`;
  }

  async function end(signal: NodeJS.Signals): Promise<void> {
    if (!server || server.exitCode !== null || server.signalCode !== null) return;
    const gone = new Promise((resolve) => server?.once('exit', resolve));
    server.kill(signal);
    await gone;
  }

  async function ask<T>(query: string): Promise<T> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return ((await response.json()) as { data: T }).data;
  }

  const stateOf = async (id: string) =>
    (
      await ask<{
        race: {
          status: string;
          roundsCompleted: number;
          runs: { trials: { totalCount: number; edges: { node: { round: number; tags: string[] } }[] } }[];
        };
      }>(
        `{ race(id: "${id}") { status roundsCompleted runs { trials(first: 100) { totalCount edges { node { round tags } } } } } }`,
      )
    ).race;

  async function until(id: string, rounds: number) {
    for (const deadline = Date.now() + 45_000; ; await sleep(30)) {
      const state = await stateOf(id);
      if (state.roundsCompleted >= rounds) return state;
      if (Date.now() > deadline) throw new Error(`no progress: ${JSON.stringify(state)}`);
    }
  }

  test.each(['SIGKILL', 'SIGTERM'] as const)(
    'by %s leaves no child behind, loses no complete round, and the next start goes on',
    async (signal) => {
      await begin();
      const { startRace } = await ask<{ startRace: { id: string } }>(START);
      const before = await until(startRace.id, 2);
      let workers: number[] = [];
      for (const deadline = Date.now() + 5000; workers.length === 0 && Date.now() < deadline;)
        workers = workersOf(server?.pid ?? 0);
      expect(workers.length).toBeGreaterThan(0);
      await end(signal);
      for (const deadline = Date.now() + 5000; workers.some(alive) && Date.now() < deadline;) await sleep(50);
      expect(workers.filter(alive)).toEqual([]);

      await begin();
      const resumed = await stateOf(startRace.id);
      expect(resumed.status).toBe('RUNNING');
      expect(resumed.roundsCompleted).toBeGreaterThanOrEqual(before.roundsCompleted);
      const after = await until(startRace.id, resumed.roundsCompleted + 2);
      for (const { trials } of after.runs) {
        const rounds = trials.edges.map(({ node }) => node.round);
        expect(new Set(rounds).size).toBe(rounds.length);
        expect(trials.totalCount).toBeGreaterThanOrEqual(after.roundsCompleted);
      }
      await ask(`mutation { cancelRace(id: "${startRace.id}") { id } }`);
      expect((await stateOf(startRace.id)).status).toBe('CANCELLED');
      const work = path.join(folder, 'work');
      expect(existsSync(work) ? readdirSync(work) : []).toEqual([]);
    },
    120_000,
  );

  test('a second server on the same data is refused with a sentence', async () => {
    await begin();
    const environment = { ...process.env, PORT: '0', PHOTOFINISH_DATA_DIR: folder, PHOTOFINISH_LOCK_DIR: folder };
    const second = spawnSync(process.execPath, [MAIN, 'serve'], {
      env: environment,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(second.status).not.toBe(0);
    expect(second.stderr).toContain('Another Photofinish server uses this data directory');
    expect(second.stderr).not.toMatch(/\n\s+at /);
  });
});
