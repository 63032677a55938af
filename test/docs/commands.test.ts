import { spawn, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { engineAdapters } from '../../src/engines/registry';
import { startServer, type TestServer } from '../e2e/support';

const ROOT = path.join(__dirname, '..', '..');
const document = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');

/** Every line of every `sh` block. */
function commandsIn(name: string): string[] {
  const blocks = [...document(name).matchAll(/```sh\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, block = '']) =>
    block
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  );
}

const COMMANDS = [...new Set([...commandsIn('README.md'), ...commandsIn('CONTRIBUTING.md')])];
/** These two run this very test, so nothing here can run them: `.ci/run` does. */
const BY_CI = ['npm test', 'npm run check'];
const SERVERS = ['npm run quickstart', 'npm start'];

/** What takes minutes is asked for less: the last of two options counts. */
function boundedly(command: string, asked: string): string {
  if (/ (race|sweep) /.test(command)) return `${asked} --budget 5s`;
  if (!/ report /.test(command)) return asked;
  const file = path.join(tmpdir(), `report-${process.pid}.html`);
  return `${asked} --engines onnxruntime-node --claims bottlenecks-elsewhere --budget 1s --output ${file}`;
}

interface Finished {
  readonly exitCode: number | null;
  readonly output: string;
}

describe('the commands of the documents', () => {
  let server: TestServer;
  const children: ChildProcess[] = [];
  beforeAll(async () => (server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters })));
  afterAll(async () => {
    for (const child of children) endGroup(child);
    await server.stop();
  });

  function start(
    command: string,
    environment: Record<string, string>,
  ): { child: ChildProcess; finished: Promise<Finished>; text: () => string } {
    let output = '';
    const child = spawn('sh', ['-c', `exec ${command}`], {
      cwd: ROOT,
      env: { ...process.env, NO_COLOR: '1', PHOTOFINISH_LOG_LEVEL: 'error', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    children.push(child);
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const finished = new Promise<Finished>((resolve) => child.on('close', (exitCode) => resolve({ exitCode, output })));
    return { child, finished, text: () => output };
  }

  /** A server of its own on a free port, beside whatever else runs on this machine. */
  const apart = () => ({
    PORT: '0',
    PHOTOFINISH_DATA_DIR: path.join(server.configuration.dataDirectory, `apart-${children.length}`),
    PHOTOFINISH_LOCK_DIR: server.configuration.lockDirectory,
  });

  test.each(BY_CI)('%s is run by .ci/run', (command) => {
    expect(COMMANDS).toContain(command);
    expect(document('.ci/run')).toContain(command.replace('npm run', 'npm run --silent'));
  });

  test('npm start serves', async () => {
    expect(COMMANDS).toContain('npm start');
    const serving = start('npm start', apart());
    const url = await printed(serving, /http:\/\/127\.0\.0\.1:\d+\/graphql/);
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ workloads { id } }' }),
    });
    expect(await answer.json()).toMatchObject({
      data: { workloads: expect.arrayContaining([{ id: 'gemm' }, { id: 'lstm' }, { id: 'resnet50' }]) },
    });
    process.kill(-(serving.child.pid ?? 0), 'SIGINT');
    expect((await serving.finished).output).not.toMatch(/\n\s+at /);
  }, 60_000);

  test('npm run quickstart sets up, races for real, and prints the verdict, the address and a curl line', async () => {
    expect(COMMANDS).toContain('npm run quickstart');
    const running = start('npm run quickstart', apart());
    const curl = await printed(running, /curl .+/);
    expect(running.text()).toMatch(/PyTorch|TensorFlow/);
    expect(running.text()).toMatch(/95 % CI|Not enough data|No verdict|could not|not installed/);
    const { output } = await start(curl, {}).finished;
    expect(output).toMatch(/"verdict"/);
    process.kill(-(running.child.pid ?? 0), 'SIGINT');
    expect((await running.finished).output).not.toMatch(/\n\s+at /);
  }, 400_000);

  const others = COMMANDS.filter((command) => ![...BY_CI, ...SERVERS].includes(command));
  test.each(others)(
    '%s',
    async (command) => {
      const asked = /photofinish (race|sweep|report|engines)/.test(command)
        ? `${command} --server ${server.url}`
        : command;
      const bounded = boundedly(command, asked);
      const { exitCode, output } = await start(bounded, apart()).finished;
      expect(output).not.toMatch(/\n\s+at |Usage:|unknown/);
      expect(output.length).toBeGreaterThan(50);
      // The doctor may rightly find something wrong with a machine; the others must do what they say.
      if (!command.includes('doctor')) expect({ exitCode, output }).toMatchObject({ exitCode: 0 });
    },
    300_000,
  );

  test('the GraphQL of the README is accepted and answered', async () => {
    const blocks = [...document('README.md').matchAll(/```graphql\n([\s\S]*?)```/g)].map(([, block = '']) => block);
    expect(blocks).toHaveLength(3);
    for (const block of blocks) {
      const { errors, data } = await server.query<{ startRace?: { id: string } }>(block);
      expect(errors).toBeUndefined();
      if (data.startRace) {
        await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: data.startRace.id });
      }
    }
  });
});

/** Whatever a failed test left running, with everything it started. */
function endGroup({ pid, exitCode, signalCode }: ChildProcess): void {
  if (pid !== undefined && exitCode === null && signalCode === null) process.kill(-pid, 'SIGKILL');
}

async function printed(running: { text: () => string; finished: Promise<Finished> }, pattern: RegExp): Promise<string> {
  let over = false;
  void running.finished.then(() => (over = true));
  for (;;) {
    const match = pattern.exec(running.text());
    if (match) return match[0];
    if (over) throw new Error(`ended without printing ${pattern}: ${running.text()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
