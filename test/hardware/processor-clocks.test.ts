import { readClocks, workingHertz, type ClockReading } from '../../src/hardware/processor-clocks';
import { filesOf } from './made-up-files';

const STAT = 'cpu  0 0 0 9999 9999\ncpu0 10 0 5 400 100 0 0\ncpu1 9 0 9 300 0 0 0\ncpu2 1 0 1 9000 0 0 0\n';
const STATUS = 'Name:\tnode\nCpus_allowed_list:\t0-1\n';
const clock = (processor: number) => `/sys/devices/system/cpu/cpu${processor}/cpufreq/scaling_cur_freq`;

describe('the clocks', () => {
  test('are read of the processors that this process may use', () => {
    const files = { '/proc/stat': STAT, '/proc/self/status': STATUS };
    const read = filesOf({ ...files, [clock(0)]: '3400000\n', [clock(1)]: '800000\n', [clock(2)]: '1\n' });
    expect([...(readClocks(read)?.hertzOf ?? [])]).toEqual([
      [0, 3.4e9],
      [1, 8e8],
    ]);
  });

  test('are null where the system does not tell, never 0', () => {
    const files = { '/proc/stat': STAT, '/proc/self/status': STATUS };
    expect(readClocks(filesOf(files))).toBeNull();
    expect(readClocks(filesOf({ ...files, [clock(0)]: '<unknown>\n' }))).toBeNull();
    expect(readClocks(filesOf({ ...files, [clock(0)]: '0\n' }))).toBeNull();
    expect(readClocks(filesOf({ [clock(0)]: '3400000\n' }))).toBeNull();
  });

  test('of this machine are null or above 0', () => {
    const reading = readClocks();
    expect([...(reading?.hertzOf.values() ?? [])].every((hertz) => hertz > 0)).toBe(true);
  });
});

describe('the clock of what computed', () => {
  const reading = (atSeconds: number, idle: number[], hertz: number[]): ClockReading => ({
    atSeconds,
    idleSecondsOf: new Map(idle.entries()),
    hertzOf: new Map(hertz.entries()),
  });
  const before = reading(10, [5, 5, 5, 5], [1e9, 1e9, 1e9, 1e9]);

  test('is the median of the processors that were busy for more than half of the time, at its end', () => {
    const after = reading(12, [5, 5.9, 6.1, 7], [3e9, 2e9, 5e9, 8e8]);
    expect(workingHertz(before, after)).toBe(2.5e9);
    expect(workingHertz(before, reading(12, [7, 5, 7, 7], [3e9, 2e9, 5e9, 8e8]))).toBe(2e9);
  });

  test('is null where none was, and where a reading is', () => {
    expect(workingHertz(before, reading(12, [7, 7, 7, 7], [3e9, 2e9, 5e9, 8e8]))).toBeNull();
    expect(workingHertz(null, before)).toBeNull();
    expect(workingHertz(before, null)).toBeNull();
  });
});
