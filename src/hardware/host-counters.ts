/** What the host says of time that it kept from this machine: cumulative counters, read before and after a measurement. */
import { readText, textOrNull, type ReadText } from './text-file';

/** Null where the system does not tell. */
export interface HostCounters {
  /** CPU time that the hypervisor gave to others, and all CPU time, in ticks over all processors. */
  readonly stealTicks: number | null;
  readonly allTicks: number | null;
  /** Periods in which the control group of this process had used up its share of the processors. */
  readonly throttledPeriods: number | null;
}

/** `/proc/stat`, first line: user nice system idle iowait irq softirq steal guest guest_nice (proc_stat(5)). */
const STEAL_COLUMN = 7;
/** Guest time is in user time already. */
const COUNTED_COLUMNS = 8;

/** Control groups version 2, and 1 with the names that distributions mount it by. */
const THROTTLING_FILES = [
  '/sys/fs/cgroup/cpu.stat',
  '/sys/fs/cgroup/cpu/cpu.stat',
  '/sys/fs/cgroup/cpu,cpuacct/cpu.stat',
] as const;

/** Takes tens of microseconds. `read` is for tests. */
export function readHostCounters(read: ReadText = readText): HostCounters {
  return { ...cpuTicks(textOrNull(read, '/proc/stat')), throttledPeriods: throttledPeriods(read) };
}

/** What came to pass between two readings; null where either is unknown. */
export function countersBetween(before: HostCounters, after: HostCounters): HostCounters {
  const difference = (from: number | null, to: number | null) => (from === null || to === null ? null : to - from);
  return {
    stealTicks: difference(before.stealTicks, after.stealTicks),
    allTicks: difference(before.allTicks, after.allTicks),
    throttledPeriods: difference(before.throttledPeriods, after.throttledPeriods),
  };
}

function cpuTicks(text: string | null): Pick<HostCounters, 'stealTicks' | 'allTicks'> {
  const line = /^cpu\s+(.*)$/m.exec(text ?? '')?.[1];
  const columns = line?.trim().split(/\s+/).map(Number).slice(0, COUNTED_COLUMNS) ?? [];
  const steal = columns[STEAL_COLUMN];
  if (steal === undefined || !columns.every(Number.isFinite)) return { stealTicks: null, allTicks: null };
  return { stealTicks: steal, allTicks: columns.reduce((sum, ticks) => sum + ticks, 0) };
}

function throttledPeriods(read: ReadText): number | null {
  for (const file of THROTTLING_FILES) {
    const count = /^nr_throttled (\d+)$/m.exec(textOrNull(read, file) ?? '')?.[1];
    if (count !== undefined) return Number(count);
  }
  return null;
}
