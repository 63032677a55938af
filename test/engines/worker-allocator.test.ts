import { spawnSync } from 'node:child_process';
import * as path from 'node:path';
import { workerEnvironment } from '../../src/config';
import { WORKER_ALLOCATOR } from '../../src/engines/worker-allocator';

const PROGRAM = path.join(__dirname, '..', 'python', 'freed_memory.py');
const header = (process.report.getReport() as { header: { glibcVersionRuntime?: string } }).header;
const onGlibc = header.glibcVersionRuntime !== undefined;
if (!onGlibc) process.stderr.write('SKIPPED: the C library here is not glibc, whose settings these are.\n');

function faultsPerIteration(more: Readonly<Record<string, string>>): number {
  const { stdout, stderr } = spawnSync('python3', [PROGRAM], {
    env: { ...workerEnvironment(), ...more },
    encoding: 'utf8',
  });
  if (stderr) throw new Error(stderr);
  return Number(stdout);
}

(onGlibc ? test : test.skip)('a worker keeps the buffers that it frees, where glibc by itself maps them anew', () => {
  expect(faultsPerIteration({})).toBeGreaterThan(1000);
  expect(faultsPerIteration(WORKER_ALLOCATOR)).toBeLessThan(100);
});
