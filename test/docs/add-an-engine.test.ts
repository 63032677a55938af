/** The checklist "Add an engine" of CONTRIBUTING.md: one folder and one registry line are all that an engine needs. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { reference } from '../../src/engines/reference/adapter';
import { describeWithEngines } from '../python/interpreters';

const ROOT = path.resolve(__dirname, '..', '..');
const TOY = path.join(ROOT, 'test', 'fixtures', 'toy-engine');
/** Everything that compiling and running needs, the tests too. */
const COPIED = ['src', 'bench', 'migrations', 'scripts', 'test', 'package.json', 'jest.config.js'];

jest.setTimeout(240_000);

describeWithEngines('an engine that is added in a temporary folder', { reference }, () => {
  let folder: string;
  const node = (...args: string[]): string =>
    execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

  beforeAll(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-toy-'));
    for (const name of [...COPIED, 'tsconfig.json', 'tsconfig.build.json']) {
      cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
    }
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
    const home = path.join(folder, 'src', 'engines', 'toy');
    mkdirSync(home);
    for (const name of ['adapter', 'worker']) cpSync(path.join(TOY, `${name}.ts.txt`), path.join(home, `${name}.ts`));
    addLine(path.join(folder, 'src', 'engines', 'registry.ts'));
    node(path.join('node_modules', 'typescript', 'bin', 'tsc'), '-p', 'tsconfig.build.json');
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('finishes what it can build, with parity, and names the layer that it cannot', () => {
    const printed = node(
      'dist/bench/matrix.js',
      '--engines',
      'toy',
      '--workloads',
      'mlp,conv2d',
      '--tasks',
      'INFERENCE',
    );
    expect(printed).toMatch(/^mlp INFERENCE FLOAT32 toy:plain FINISHED output \d/m);
    expect(printed).toMatch(/^conv2d INFERENCE FLOAT32 toy:plain UNSUPPORTED .*The toy has no conv2d/m);
  });

  test('is in the list from which everything that names engines derives', () => {
    const program = `
      require('reflect-metadata');
      const { engineAdapters } = require('./dist/src/engines/registry.js');
      console.log(engineAdapters.map(({ id }) => id).join());`;
    expect(node('-e', program)).toContain('toy');
  });

  test('is held to the contract of all engines', () => {
    const chosen = 'contract of toy (has exactly|computes every|answers a precision)';
    const jest = path.join('node_modules', 'jest', 'bin', 'jest.js');
    // Fails, and so throws, where one test does.
    const printed = node(jest, 'test/contract', '-t', chosen, '--json', '--silent');
    expect(JSON.parse(printed)).toMatchObject({ numFailedTests: 0, numPassedTests: 3 });
  });
});

/** The one line, and its import. */
function addLine(registry: string): void {
  const text = readFileSync(registry, 'utf8');
  const changed = text
    .replace('import { fake }', "import { toy } from './toy/adapter';\nimport { fake }")
    .replace('  fake,\n', '  fake,\n  toy,\n');
  writeFileSync(registry, changed);
}
