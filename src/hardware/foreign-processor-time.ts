/** How much of the processors' time went to neither this process nor its workers: two readings, and what lies between. */
import { readdirSync } from 'node:fs';
import { allowedProcessors, idleSecondsOf } from './idle-time';
import { readText, type ReadText } from './text-file';

export interface ProcessorReading {
  readonly atSeconds: number;
  /** Of the processors that this process may run on, since they were started. */
  readonly idleSeconds: number;
  readonly processors: number;
  /** CPU time of this process and of the processes named. */
  readonly ownSeconds: number;
}

const NANOSECONDS_PER_SECOND = 1e9;
const MICROSECONDS_PER_SECOND = 1e6;

/** Null where the system does not tell, or one of the processes is gone. `read` and `list` are for tests. */
export function readProcessors(
  pids: readonly number[],
  read: ReadText = readText,
  list: (folder: string) => string[] = readdirSync,
): ProcessorReading | null {
  try {
    const idle = idleSecondsOf(read('/proc/stat'), allowedProcessors(read('/proc/self/status')));
    const workers = pids.map((pid) => onProcessorNanoseconds(pid, read, list));
    const { user, system } = process.cpuUsage();
    return {
      atSeconds: performance.now() / 1000,
      idleSeconds: [...idle.values()].reduce((sum, seconds) => sum + seconds, 0),
      processors: idle.size,
      ownSeconds:
        workers.reduce((sum, nanoseconds) => sum + nanoseconds, 0) / NANOSECONDS_PER_SECOND +
        (user + system) / MICROSECONDS_PER_SECOND,
    };
  } catch {
    return null;
  }
}

/** Processors' time, and what of it went to others. */
export interface Company {
  readonly availableSeconds: number;
  /** A little less than nothing at times: idle time comes in hundredths of a second. */
  readonly foreignSeconds: number;
}

/** Null where a reading is unknown, no time has passed, or processors came or went. */
export function companyBetween(before: ProcessorReading | null, after: ProcessorReading | null): Company | null {
  if (before === null || after === null) return null;
  const availableSeconds = (after.atSeconds - before.atSeconds) * after.processors;
  if (!(availableSeconds > 0) || before.processors !== after.processors) return null;
  const idle = after.idleSeconds - before.idleSeconds;
  return { availableSeconds, foreignSeconds: availableSeconds - idle - (after.ownSeconds - before.ownSeconds) };
}

/** The share of others in all of it, 0 to 1; null where a part is unknown, and without any. */
export function foreignShare(parts: readonly (Company | null)[]): number | null {
  const known = parts.filter((part) => part !== null);
  if (known.length === 0 || known.length < parts.length) return null;
  const sum = (name: keyof Company) => known.reduce((total, part) => total + part[name], 0);
  return Math.min(1, Math.max(0, sum('foreignSeconds') / sum('availableSeconds')));
}

/** Of all its threads, as the scheduler counts them: `time on the processor, time waiting for it, timeslices`. */
function onProcessorNanoseconds(pid: number, read: ReadText, list: (folder: string) => string[]): number {
  const tasks = `/proc/${pid}/task`;
  return list(tasks).reduce((sum, task) => sum + Number(read(`${tasks}/${task}/schedstat`).split(' ')[0]), 0);
}
