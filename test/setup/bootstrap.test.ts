import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as readline from 'node:readline';

// Programs are started that install and compile; a busy machine takes its time.
jest.setTimeout(240_000);

const packageRoot = path.resolve(__dirname, '..', '..');
const bootstrapFolder = path.join(packageRoot, 'scripts', 'bootstrap');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'photofinish-bootstrap-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function moduleArguments(program: string): string[] {
  const withPaths = program.replaceAll(/from '\.\/(\w[\w-]*\.mjs)'/g, (_match, file: string) => {
    return `from '${path.join(bootstrapFolder, file)}'`;
  });
  return ['--input-type=module', '-e', withPaths];
}

function runModule(program: string, environment: Record<string, string | undefined> = {}): string {
  const env = { ...process.env, ...environment };
  return execFileSync(process.execPath, moduleArguments(program), { encoding: 'utf8', env }).trim();
}

/** A checkout of one source file and one package, which stands for the SQLite driver. */
function makeCheckout(): string {
  const root = path.join(folder, 'checkout');
  const driver = path.join(root, 'driver');
  mkdirSync(driver, { recursive: true });
  writeFileSync(path.join(driver, 'package.json'), JSON.stringify({ name: 'better-sqlite3', version: '1.0.0' }));
  writeFileSync(path.join(driver, 'index.js'), 'module.exports = class { exec() {} };');
  const manifest = { name: 'checkout', version: '1.0.0', dependencies: { 'better-sqlite3': 'file:driver' } };
  writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
  execFileSync('npm', ['install', '--package-lock-only', '--offline', '--no-audit'], { cwd: root, stdio: 'ignore' });
  const options = { target: 'es2022', module: 'node20', rootDir: '.', outDir: 'dist', types: [] };
  writeFileSync(path.join(root, 'tsconfig.json'), '{}');
  writeFileSync(path.join(root, 'tsconfig.build.json'), JSON.stringify({ compilerOptions: options, include: ['src'] }));
  mkdirSync(path.join(root, 'src'));
  writeFileSync(
    path.join(root, 'src', 'main.ts'),
    `console.log('arguments: ' + JSON.stringify((process as any).argv.slice(2)));\ndeclare const process: unknown;\n`,
  );
  cpSync(path.join(packageRoot, 'scripts'), path.join(root, 'scripts'), { recursive: true });
  cpSync(path.join(packageRoot, 'bin'), path.join(root, 'bin'), { recursive: true });
  return root;
}

/** The compiler is no package of the small checkout: it is lent. */
function lendCompiler(root: string): void {
  const place = path.join(root, 'node_modules', 'typescript');
  if (!existsSync(place)) symlinkSync(path.join(packageRoot, 'node_modules', 'typescript'), place);
}

function start(root: string, ...args: string[]) {
  return spawnSync(process.execPath, ['scripts/start.mjs', ...args], { cwd: root, encoding: 'utf8' });
}

test('a bare checkout is installed, compiled and handed over with its arguments; the second start does nothing of it', () => {
  const root = makeCheckout();
  // The first attempt ends without a compiler: a failed step, after which the same command is simply repeated.
  expect(start(root)).toMatchObject({ status: 1, stderr: expect.stringContaining('Installing the Node packages') });
  lendCompiler(root);
  const first = start(root, '--port', '0');
  expect(first).toMatchObject({ status: 0, stdout: 'arguments: ["serve","--port","0"]\n' });
  expect(first.stderr).toBe('Compiling …\n');
  const begin = performance.now();
  expect(start(root)).toMatchObject({ status: 0, stdout: 'arguments: ["serve"]\n', stderr: '' });
  expect(performance.now() - begin).toBeLessThan(1000);
  const bin = execFileSync(process.execPath, [path.join(root, 'bin', 'photofinish.js'), 'engines'], { cwd: folder });
  expect(bin.toString()).toBe('arguments: ["engines"]\n');
});

test('changed sources are compiled anew, and what was removed does not live on', () => {
  const root = makeCheckout();
  writeFileSync(path.join(root, 'src', 'old.ts'), 'export const x = 1;\n');
  start(root);
  lendCompiler(root);
  start(root);
  expect(existsSync(path.join(root, 'dist', 'src', 'old.js'))).toBe(true);
  rmSync(path.join(root, 'src', 'old.ts'));
  writeFileSync(path.join(root, 'src', 'new.ts'), 'export const x = 1;\n');
  expect(start(root).stderr).toBe('Compiling …\n');
  expect(existsSync(path.join(root, 'dist', 'src', 'old.js'))).toBe(false);
  expect(existsSync(path.join(root, 'dist', 'src', 'new.js'))).toBe(true);
  writeFileSync(path.join(root, 'src', 'new.ts'), 'export const x: string = 1;\n');
  const wrong = start(root);
  expect(wrong.status).toBe(1);
  expect(wrong.stderr).toContain(`src/new.ts(1,14): error TS2322`);
  expect(wrong.stderr).toContain('photofinish: TypeScript found the errors above');
  // It does not go on with what was compiled, however often it is asked.
  expect(start(root).status).toBe(1);
});

test('a lock file that does not belong to the manifest is said in a sentence', () => {
  const root = makeCheckout();
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8'));
  manifest.dependencies.missing = 'file:missing';
  writeFileSync(path.join(root, 'package.json'), JSON.stringify(manifest));
  const result = start(root);
  expect(result.status).toBe(1);
  expect(result.stderr).toContain('photofinish: package-lock.json does not belong to this package.json');
  expect(result.stderr).not.toContain('Usage:');
});

test('a Node that is too old is refused with a sentence', () => {
  const program = (version: string) => `
    import { requireNode } from './node-version.mjs';
    try { requireNode('${version}'); console.log('fine'); } catch (error) { console.log(error.message); }`;
  expect(runModule(program('20.18.3'))).toBe(
    'Node 20.19 or newer is needed and this is 20.18.3: install a newer one from https://nodejs.org.',
  );
  expect(runModule(program('20.19.0'))).toBe('fine');
  expect(runModule(program('24.1.0'))).toBe('fine');
});

test('so it is where nothing is set up, and by the command line itself', () => {
  const older = path.join(folder, 'older.cjs');
  writeFileSync(
    older,
    `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '20.18.3' } });`,
  );
  for (const program of ['scripts/quickstart.mjs', 'bin/photofinish.js', 'dist/src/main.js']) {
    const started = spawnSync(process.execPath, ['--require', older, program, 'engines'], {
      cwd: packageRoot,
      encoding: 'utf8',
    });
    expect({ program, status: started.status, stdout: started.stdout, stderr: started.stderr }).toEqual({
      ...{ program, status: 1, stdout: '' },
      stderr:
        'photofinish: Node 20.19 or newer is needed and this is 20.18.3: install a newer one from https://nodejs.org.\n',
    });
  }
});

test('scripts and server agree on the cache directory', () => {
  const config = path.join(packageRoot, 'dist', 'src', 'config.js');
  const environments = [
    { PHOTOFINISH_CACHE_DIR: undefined, XDG_CACHE_HOME: undefined },
    { PHOTOFINISH_CACHE_DIR: undefined, XDG_CACHE_HOME: path.join(folder, 'xdg') },
    { PHOTOFINISH_CACHE_DIR: path.join(folder, 'own'), XDG_CACHE_HOME: path.join(folder, 'xdg') },
    { PHOTOFINISH_CACHE_DIR: 'relative/own' },
  ];
  for (const environment of environments) {
    const ours = runModule(
      `import { cacheDirectory } from './cache-directory.mjs'; console.log(cacheDirectory());`,
      environment,
    );
    const program = `console.log(require(${JSON.stringify(config)}).loadConfiguration().cacheDirectory)`;
    const env = { ...process.env, ...environment };
    expect(ours).toBe(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8', env }).trim());
  }
});

describe('the lock of a checkout', () => {
  const lockProgram = (file: string, body: string) => `
    import { withLock } from './lock.mjs';
    await withLock('${file}', () => console.log('waits'), async (alsoHeldBy) => { console.log('has it'); ${body} });
    console.log('gave it back');`;

  function hold(file: string, body: string) {
    const child = spawn(process.execPath, moduleArguments(lockProgram(file, body)), {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const lines: string[] = [];
    const reader = readline.createInterface({ input: child.stdout });
    const first = new Promise<void>((resolve) => reader.once('line', () => resolve()));
    reader.on('line', (line) => lines.push(line));
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    return { child, lines, first, ended };
  }
  const FOR_EVER = 'await new Promise(() => setInterval(() => undefined, 1000));';

  test('lets the second wait until the first is done', async () => {
    const file = path.join(folder, 'lock');
    const first = hold(file, 'await new Promise((resolve) => setTimeout(resolve, 1000));');
    await first.first;
    const second = hold(file, '');
    await Promise.all([first.ended, second.ended]);
    expect(second.lines).toEqual(['waits', 'has it', 'gave it back']);
    expect(existsSync(file)).toBe(false);
  });

  test('is taken over from a process that was killed', async () => {
    const file = path.join(folder, 'lock');
    const first = hold(file, FOR_EVER);
    await first.first;
    first.child.kill('SIGKILL');
    await first.ended;
    const second = hold(file, '');
    await second.ended;
    expect(second.lines.at(-1)).toBe('gave it back');
  });

  test('stays taken while a program that the killed process started is at work', async () => {
    const file = path.join(folder, 'lock');
    const worker = spawn('sleep', ['600'], { stdio: 'ignore' });
    const first = hold(file, `alsoHeldBy(${worker.pid}); console.log('told'); ${FOR_EVER}`);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (!first.lines.includes('told')) return;
        clearInterval(timer);
        resolve();
      }, 20);
    });
    first.child.kill('SIGKILL');
    await first.ended;
    const second = hold(file, '');
    await second.first;
    expect(second.lines).toEqual(['waits']);
    worker.kill('SIGKILL');
    await second.ended;
    expect(second.lines).toEqual(['waits', 'has it', 'gave it back']);
  });
});
