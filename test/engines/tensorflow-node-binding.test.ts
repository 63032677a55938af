/** The native addon of tensorflow-node: really compiled, in a copy of the package. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { buildTensorflowBinding, locateTensorflowBinding } from '../../src/environments/tensorflow-binding';
import { TensorflowBindingError } from '../../src/environments/tensorflow-binding-tools';
import { packageRoot } from '../../src/engines/worker-path';

const PACKAGE = path.join('node_modules', '@tensorflow', 'tfjs-node-gpu');
const installed = locateTensorflowBinding({ packageRoot: packageRoot() });
if (installed.kind === 'missing') console.warn(`SKIPPED: compiling the TensorFlow addon: ${installed.reason}`);
const itWithTensorflow = installed.kind === 'found' ? it : it.skip;

let root: string;
beforeEach(() => {
  root = fs.mkdtempSync(path.join(os.tmpdir(), 'photofinish-binding-'));
});
afterEach(() => fs.rmSync(root, { recursive: true, force: true }));

/** What compiling needs of the installed packages. */
function copyPackage(): void {
  for (const part of ['package.json', 'binding.gyp', 'binding']) {
    fs.cpSync(path.join(packageRoot(), PACKAGE, part), path.join(root, PACKAGE, part), { recursive: true });
  }
  fs.symlinkSync(path.join(packageRoot(), 'node_modules', '@mapbox'), path.join(root, 'node_modules', '@mapbox'));
}

function build(tensorflowDirectory: string, signal?: AbortSignal): Promise<'built' | 'already-there'> {
  const options = { packageRoot: root, tensorflowDirectory, onProgress: () => undefined };
  return buildTensorflowBinding(signal === undefined ? options : { ...options, signal });
}

it('says what is missing and the command that brings it', () => {
  expect(locateTensorflowBinding({ packageRoot: root })).toMatchObject({ reason: expect.stringContaining('npm ci') });
  copyPackage();
  expect(locateTensorflowBinding({ packageRoot: root })).toMatchObject({
    reason: expect.stringContaining('npm run quickstart'),
  });
});

it('refuses a folder that holds no TensorFlow, naming the file it misses', async () => {
  copyPackage();
  const refusal = await build(root).catch((error: unknown) => error);
  expect(refusal).toBeInstanceOf(TensorflowBindingError);
  expect((refusal as Error).message).toMatch(/no include\/tensorflow\/c\/eager\/c_api\.h/);
  expect(locateTensorflowBinding({ packageRoot: root }).kind).toBe('missing');
});

itWithTensorflow(
  'leaves nothing behind when interrupted, then builds once, and notices another TensorFlow',
  async () => {
    if (installed.kind === 'missing') return;
    copyPackage();
    await expect(build(installed.tensorflowDirectory, AbortSignal.timeout(1500))).rejects.toThrow(/failed|interrupted/);
    expect(locateTensorflowBinding({ packageRoot: root }).kind).toBe('missing');
    expect(fs.readdirSync(path.join(root, PACKAGE)).sort()).toEqual(['binding', 'binding.gyp', 'package.json']);

    await expect(build(installed.tensorflowDirectory)).resolves.toBe('built');
    await expect(build(installed.tensorflowDirectory)).resolves.toBe('already-there');
    expect(locateTensorflowBinding({ packageRoot: root })).toMatchObject({ kind: 'found' });
    expect(fs.existsSync(path.join(root, PACKAGE, 'lib', 'napi-v8', 'tfjs_binding.node'))).toBe(true);

    const packageJson = path.join(root, PACKAGE, 'package.json');
    fs.writeFileSync(
      packageJson,
      fs.readFileSync(packageJson, 'utf8').replace(/"version": "[^"]+"/, '"version": "99.0.0"'),
    );
    expect(locateTensorflowBinding({ packageRoot: root })).toMatchObject({
      reason: expect.stringContaining('changed'),
    });
  },
  120_000,
);
