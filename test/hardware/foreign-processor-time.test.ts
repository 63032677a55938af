import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import {
  companyBetween,
  foreignShare,
  readProcessors,
  type ProcessorReading,
} from '../../src/hardware/foreign-processor-time';
import { filesOf } from './made-up-files';

const shareBetween = (before: ProcessorReading | null, after: ProcessorReading | null) =>
  foreignShare([companyBetween(before, after)]);
const STAT = 'cpu  0 0 0 9999 9999\ncpu0 10 0 5 400 100 0 0\ncpu1 9 0 9 300 0 0 0\ncpu2 1 0 1 9000 0 0 0\n';
const STATUS = 'Name:\tnode\nCpus_allowed_list:\t0-1\n';

describe('a reading of the processors', () => {
  const read = filesOf({
    '/proc/stat': STAT,
    '/proc/self/status': STATUS,
    '/proc/7/task/7/schedstat': '2000000000 5 1',
    '/proc/7/task/8/schedstat': '500000000 5 1',
  });

  test('has the idle time of those that this process may use, and the time of all threads of the workers', () => {
    const reading = readProcessors([7], read, () => ['7', '8']);
    expect(reading).toMatchObject({ idleSeconds: 8, processors: 2 });
    expect(reading?.ownSeconds).toBeGreaterThanOrEqual(2.5);
  });

  test('is null where the system does not tell, and where a worker is gone', () => {
    expect(readProcessors([], filesOf({}), () => [])).toBeNull();
    expect(
      readProcessors([], filesOf({ '/proc/stat': 'cpu 1 2 3 4\n', '/proc/self/status': STATUS }), () => []),
    ).toBeNull();
    expect(readProcessors([9], read, () => ['9'])).toBeNull();
  });
});

describe('the share of others', () => {
  const before = { atSeconds: 10, idleSeconds: 100, processors: 2, ownSeconds: 5 };

  test('is what was neither idle nor ours', () => {
    expect(shareBetween(before, { ...before, atSeconds: 12, idleSeconds: 101, ownSeconds: 7 })).toBeCloseTo(0.25, 9);
  });

  test('is nothing where idle time, which comes in hundredths of a second, and ours are more than all', () => {
    expect(shareBetween(before, { ...before, atSeconds: 11, idleSeconds: 101, ownSeconds: 6.01 })).toBe(0);
  });

  test('is null where a reading is, where no time passed, and where processors came or went', () => {
    expect(shareBetween(null, before)).toBeNull();
    expect(shareBetween(before, null)).toBeNull();
    expect(shareBetween(before, before)).toBeNull();
    expect(shareBetween(before, { ...before, atSeconds: 12, processors: 3 })).toBeNull();
  });

  test('of several stretches is of all of their time together, and unknown where one is', () => {
    const short = { availableSeconds: 1, foreignSeconds: -0.02 };
    expect(foreignShare([short, { availableSeconds: 3, foreignSeconds: 1.02 }])).toBeCloseTo(0.25, 9);
    expect(foreignShare([short])).toBe(0);
    expect(foreignShare([short, null])).toBeNull();
    expect(foreignShare([])).toBeNull();
  });

  test('of this machine counts a process that spins, and no longer where it is named as ours', async () => {
    if (!existsSync('/proc/stat')) return;
    const child = spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' });
    try {
      await setTimeout(500);
      const { foreign, rest, spun } = await sharesWhileSpinning(child.pid ?? 0);
      // However little of the machine other tests leave it: all of it is others', and none where it is named as ours.
      expect(spun).toBeGreaterThan(0);
      expect(foreign).toBeGreaterThan(0.6 * spun);
      // Whatever else the machine does is in both.
      expect((foreign ?? 0) - (rest ?? 1)).toBeGreaterThan(0.6 * spun);
      expect((foreign ?? 1) - (rest ?? 0)).toBeLessThan(1.4 * spun);
    } finally {
      child.kill('SIGKILL');
    }
  });
});

/** `spun`: what the process itself had of all processors. */
async function sharesWhileSpinning(pid: number) {
  const [asForeign, asOurs, begin] = [readProcessors([]), readProcessors([pid]), performance.now()];
  const spunBefore = processorSeconds(pid);
  await setTimeout(1500);
  const foreign = shareBetween(asForeign, readProcessors([]));
  const rest = shareBetween(asOurs, readProcessors([pid]));
  const availableSeconds = ((performance.now() - begin) / 1000) * (asForeign?.processors ?? 1);
  return { foreign, rest, spun: (processorSeconds(pid) - spunBefore) / availableSeconds };
}

/** Its first field is the time on a processor, in nanoseconds. */
function processorSeconds(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0]) / 1e9;
}
