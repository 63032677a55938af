import { existsSync } from 'node:fs';
import { countersBetween, readHostCounters } from '../../src/hardware/host-counters';
import { filesOf } from './made-up-files';

const STAT = 'cpu  100 5 50 800 20 1 2 30 9 0\ncpu0 50 0 25 400 10 0 1 15 0 0\nintr 1 2 3\n';

describe('the counters of the host', () => {
  test('are stolen and all time over the processors, guest time counted once, and throttled periods', () => {
    const cpuStat = 'usage_usec 5\nnr_periods 10\nnr_throttled 3\nthrottled_usec 9\n';
    const read = filesOf({ '/proc/stat': STAT, '/sys/fs/cgroup/cpu.stat': cpuStat });
    expect(readHostCounters(read)).toEqual({ stealTicks: 30, allTicks: 1008, throttledPeriods: 3 });
  });

  test('are read from version 1 of control groups too', () => {
    const read = filesOf({ '/sys/fs/cgroup/cpu,cpuacct/cpu.stat': 'nr_periods 1\nnr_throttled 7\nthrottled_time 1\n' });
    expect(readHostCounters(read)).toEqual({ stealTicks: null, allTicks: null, throttledPeriods: 7 });
  });

  test('are null where the system does not tell, never 0', () => {
    expect(readHostCounters(filesOf({}))).toEqual({ stealTicks: null, allTicks: null, throttledPeriods: null });
    const old = filesOf({ '/proc/stat': 'cpu 1 2 3 4\n', '/sys/fs/cgroup/cpu.stat': 'usage_usec 5\n' });
    expect(readHostCounters(old)).toEqual({ stealTicks: null, allTicks: null, throttledPeriods: null });
  });

  test('of this machine only grow, where there are any', () => {
    const before = readHostCounters();
    const { stealTicks, allTicks } = countersBetween(before, readHostCounters());
    if (!existsSync('/proc/stat')) {
      expect(allTicks).toBeNull();
      return;
    }
    expect(stealTicks).toBeGreaterThanOrEqual(0);
    expect(allTicks).toBeGreaterThanOrEqual(0);
  });

  test('between two readings are unknown where one of them is', () => {
    const known = { stealTicks: 5, allTicks: 100, throttledPeriods: 1 };
    const later = { stealTicks: 7, allTicks: 300, throttledPeriods: null };
    expect(countersBetween(known, later)).toEqual({ stealTicks: 2, allTicks: 200, throttledPeriods: null });
  });
});
