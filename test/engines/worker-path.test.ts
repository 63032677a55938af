import * as os from 'node:os';
import * as path from 'node:path';
import { nodeWorkerPath, packageRoot } from '../../src/engines/worker-path';

const ROOT = path.resolve(__dirname, '..', '..');

it('finds the package from the sources and from the compiled files', () => {
  expect(packageRoot()).toBe(ROOT);
  expect(packageRoot(path.join(ROOT, 'dist', 'src', 'engines'))).toBe(ROOT);
});

it('says so where there is no package above', () => {
  expect(() => packageRoot(os.tmpdir())).toThrow('no package photofinish');
});

it('names the compiled worker', () => {
  expect(nodeWorkerPath('/p', 'fake')).toBe('/p/dist/src/engines/fake/worker.js');
});
