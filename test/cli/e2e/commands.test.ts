import type { RaceView } from '../../../src/cli/api/types';
import { canRace, findFreePort, ProgramRunner } from '../support/program';

const SMALL = ['-p', 'inputs=16', '-p', 'hidden1=8', '-p', 'hidden2=8', '--batch-size', '2', '--effort', 'quick'];
const PAIR = ['race', 'mlp', '--entrants', 'fake:steady,fake:twice#slow', '--seed', '7', ...SMALL];

(canRace() ? describe : describe.skip)('the command line', () => {
  let runner: ProgramRunner;
  beforeEach(() => (runner = new ProgramRunner()));
  afterEach(() => runner.dispose());

  /** Starts a server and tells where it is. */
  async function serve(): Promise<{ url: string; stop: () => Promise<number | null> }> {
    const server = runner.start(['serve', '--json']);
    await server.until('out', '}');
    const { url } = JSON.parse(server.written.out) as { url: string };
    const stop = async () => {
      server.child.kill('SIGTERM');
      return (await server.finished).exitCode;
    };
    return { url, stop };
  }

  it('serves, lists the engines, races on the server, and stops when asked', async () => {
    const { url, stop } = await serve();
    const engines = await runner.run(['engines', '--json', '--server', url]);
    expect(engines.exitCode).toBe(0);
    expect(JSON.parse(engines.out)).toContainEqual(expect.objectContaining({ id: 'fake', available: true }));

    const raced = await runner.run([...PAIR, '--json', '--server', url]);
    expect({ err: raced.err, exitCode: raced.exitCode }).toMatchObject({ exitCode: 0 });
    const race = JSON.parse(raced.out) as RaceView;
    expect(race).toMatchObject({ status: 'FINISHED', seed: 7, batchSize: 2, effort: 'QUICK' });
    expect(race.standings.map(({ tier }) => tier)).toEqual([1, 2]);
    expect(race.standings[1]?.run.label).toBe('slow');
    expect(race.verdict).toMatch(/as fast as/);
    expect(raced.err).toMatch(/round 1\b/);

    const before = performance.now();
    expect(await stop()).toBe(0);
    expect(performance.now() - before).toBeLessThan(5_000);
  });

  it('makes a server inside itself where none runs, and shows what a person wants to read', async () => {
    const raced = await runner.run(PAIR, { PORT: String(await findFreePort()) });
    expect(raced).toMatchObject({ exitCode: 0 });
    expect(raced.err).toContain('No server runs: this race gets one of its own.');
    expect(raced.out).toMatch(/^mlp, inference {2}batch 2 · float32 · throughput · \d+ rounds · environment [ABC]\n/);
    expect(raced.out).toMatch(/\nStandings\n {3}1 {2}.+\n {3}2 {2}slow\n/);
    expect(raced.out).toMatch(/\n {2}slow +\d[\d.]* (ms|µs) \(.+ to .+\) +\d[\d.]* k? ?samples\/s \(.+\) +\S+ +\d+\n/);
    expect(raced.out).toMatch(/\n▸ .+as fast as slow.+95 % CI/);
  });

  it('answers bad input with the field and what to do, and ends with 2', async () => {
    const { url } = await serve();
    const wrong: [string[], RegExp][] = [
      [['race', 'nonsense', '-e', 'fake'], /✗ input\.workload: .+\n {2}→ .+/],
      [['race', 'mlp', '-e', 'fake,nonsense'], /✗ input\.entrants\[1\]\.engine: .+\n {2}→ .+/],
      [['race', 'mlp', '-e', 'fake', '-p', 'hidden1=0'], /✗ input\.parameters\[0\].*: .+\n {2}→ .+/],
      [['race', 'mlp', '-e', 'fake,fake'], /✗ input\.entrants\[1\].*: .+\n {2}→ .+/],
      [['race', 'mlp', '-e', 'fake', '--batch-size', '0'], /✗ input\.batchSize: .+\n {2}→ .+/],
    ];
    for (const [args, expected] of wrong) {
      const { exitCode, out, err } = await runner.run([...args, '--server', url]);
      expect({ exitCode, out }).toEqual({ exitCode: 2, out: '' });
      expect(err).toMatch(expected);
    }
  });

  it('cancels the race at Ctrl-C and shows what was measured until then', async () => {
    const { url } = await serve();
    const racing = runner.start([...PAIR, '--effort', 'rigorous', '--server', url]);
    await racing.until('err', 'preparing weights');
    racing.child.kill('SIGINT');
    const { exitCode, out } = await racing.finished;
    expect(exitCode).toBe(130);
    expect(out.split('\n')[0]).toContain('CANCELLED');
  });

  it('says in a sentence that the port is taken', async () => {
    const { url } = await serve();
    const environment = { PORT: new URL(url).port, PHOTOFINISH_DATA_DIR: `${runner.folder}/other` };
    const second = await runner.run(['serve'], environment);
    expect(second.exitCode).toBe(1);
    expect(second.err).toMatch(/✗ .*port.*\n?/i);
    expect(second.err).not.toMatch(/\bat .+\.js:\d+/);
  });

  it('names every configuration variable at fault, and ends with 2', async () => {
    const { exitCode, err } = await runner.run(['serve'], { PORT: 'many', PHOTOFINISH_INTROSPECTION: 'maybe' });
    expect(exitCode).toBe(2);
    expect(err).toMatch(/PORT: .+\n.*PHOTOFINISH_INTROSPECTION: /);
  });

  it('examines the machine', async () => {
    const { out } = await runner.run(['doctor', '--json']);
    const checks = JSON.parse(out) as { name: string; status: string }[];
    expect(checks.find(({ name }) => name === 'Node.js')?.status).toBe('ok');
    expect(checks.find(({ name }) => name === 'SQLite addon')?.status).toBe('ok');
  });
});
