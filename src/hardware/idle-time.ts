/** Which processors this process may use, and how long each of them was idle. */

/** The unit of `/proc/stat` (`USER_HZ`, 100 on every architecture of Linux that Node.js runs on). */
const TICKS_PER_SECOND = 100;
/** `cpuN user nice system idle iowait …` (proc_stat(5)): idle time is counted by the clock, not by sampling at ticks. */
const IDLE_COLUMNS = [3, 4] as const;

/** Numbers of the processors in "Cpus_allowed_list: 0-3,8". Throws where the system does not say. */
export function allowedProcessors(status: string): Set<number> {
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  if (list === undefined) throw new Error('the system does not say which processors may be used');
  return new Set(
    list.split(',').flatMap((range) => {
      const [first = 0, last = first] = range.split('-').map(Number);
      return Array.from({ length: last - first + 1 }, (_, offset) => first + offset);
    }),
  );
}

/** Of each allowed processor, since it was started. Throws where the system does not say. */
export function idleSecondsOf(stat: string, allowed: ReadonlySet<number>): Map<number, number> {
  const lines = [...stat.matchAll(/^cpu(\d+)\s+(.*)$/gm)].filter(([, number]) => allowed.has(Number(number)));
  const seconds = lines.map(([, number, columns]): [number, number] => {
    const values = columns?.trim().split(/\s+/).map(Number) ?? [];
    const ticks = IDLE_COLUMNS.reduce((sum, column) => sum + (values[column] ?? Number.NaN), 0);
    return [Number(number), ticks / TICKS_PER_SECOND];
  });
  if (seconds.length === 0 || !seconds.every(([, idle]) => Number.isFinite(idle))) {
    throw new Error('the system does not say when it is idle');
  }
  return new Map(seconds);
}
