import { execFile } from 'node:child_process';
import * as path from 'node:path';
import { promisify } from 'node:util';
import { packageRoot } from '../../../src/engines/worker-path';
import { collectGarbage } from '../../../src/engines/worker-kit/node/garbage';
import { median } from '../../../src/statistics/descriptive';

const run = promisify(execFile);
const fixture = path.join(packageRoot(), 'test', 'fixtures', 'sweeping.js');

const onLinux = process.platform === 'linux' ? it : it.skip;
if (process.platform !== 'linux')
  console.warn('SKIPPED: sweeping beside a block: the time of a thread is read as Linux tells it');

onLinux('leaves V8 nothing to sweep beside a block, which it would go on with after a collection alone', async () => {
  const { stdout } = await run(process.execPath, ['--expose-gc', fixture]);
  const { gc, collectGarbage: ours } = JSON.parse(stdout) as Record<'gc' | 'collectGarbage', number[]>;
  // Else there would have been nothing to wait for.
  expect(median(gc)).toBeGreaterThan(1);
  expect(median(ours)).toBeLessThan(median(gc) / 10);
});

it('does nothing where the process was started without the collector', () => {
  expect(globalThis.gc).toBeUndefined();
  expect(collectGarbage).not.toThrow();
});
