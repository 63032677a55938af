/** Models exported from CNTK run in ONNX Runtime. The model lies outside the repository: without it this says so. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';

const MODEL = path.resolve(__dirname, '..', '..', '..', 'shared', 'data', 'cntk-mnist.onnx');
// In a process of its own: the native addon does not take arrays of jest's realm.
const PROGRAM = path.join(__dirname, '..', 'fixtures', 'cntk-mnist.js');

const there = existsSync(MODEL);
if (!there)
  console.warn('SKIPPED: a model exported from CNTK: shared/data/cntk-mnist.onnx is not beside the repository.');

(there ? describe : describe.skip)('a model exported from CNTK', () => {
  test('runs with our own session, reads a stroke as a one, and gives the same for the same picture', () => {
    const { stdout, stderr } = spawnSync(process.execPath, [PROGRAM, MODEL], { encoding: 'utf8' });
    expect(stderr).toBe('');
    const [one = [], again, empty] = JSON.parse(stdout) as number[][];
    expect(one).toHaveLength(10);
    expect(one.every(Number.isFinite)).toBe(true);
    expect(one.indexOf(Math.max(...one))).toBe(1);
    expect(again).toEqual(one);
    expect(empty).not.toEqual(one);
  });
});
