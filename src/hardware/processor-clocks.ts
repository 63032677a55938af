/** How fast the processors that computed during a block were clocked: two readings, and what lies between. */
import { allowedProcessors, idleSecondsOf } from './idle-time';
import { readText, textOrNull, type ReadText } from './text-file';

export interface ClockReading {
  readonly atSeconds: number;
  /** Of each processor that this process may use, since it was started. */
  readonly idleSecondsOf: ReadonlyMap<number, number>;
  /** The clock of each of which the system tells it. */
  readonly hertzOf: ReadonlyMap<number, number>;
}

const HERTZ_PER_KILOHERTZ = 1000;

/** Null where the system does not tell, as virtual machines mostly do not. */
export function readClocks(read: ReadText = readText): ClockReading | null {
  try {
    const idle = idleSecondsOf(read('/proc/stat'), allowedProcessors(read('/proc/self/status')));
    const hertzOf = new Map<number, number>();
    for (const processor of idle.keys()) {
      const kilohertz = Number.parseInt(textOrNull(read, clockFile(processor)) ?? '', 10);
      if (kilohertz > 0) hertzOf.set(processor, kilohertz * HERTZ_PER_KILOHERTZ);
      // Where the first has no clock to read, asking every other one would only cost time.
      else if (hertzOf.size === 0) return null;
    }
    return { atSeconds: performance.now() / 1000, idleSecondsOf: idle, hertzOf };
  } catch {
    return null;
  }
}

function clockFile(processor: number): string {
  return `/sys/devices/system/cpu/cpu${processor}/cpufreq/scaling_cur_freq`;
}

/** Of the time between two readings: a processor that was idle for longer says nothing of the engine's clock. */
const BUSY_SHARE = 0.5;

/**
 * The median clock, at the second reading, of the processors that computed between the two; null where a reading is
 * unknown or none computed.
 */
export function workingHertz(before: ClockReading | null, after: ClockReading | null): number | null {
  if (before === null || after === null) return null;
  const elapsed = after.atSeconds - before.atSeconds;
  const clocks = [...after.hertzOf].flatMap(([processor, hertz]) => {
    const [from, to] = [before.idleSecondsOf.get(processor), after.idleSecondsOf.get(processor)];
    return from !== undefined && to !== undefined && to - from < (1 - BUSY_SHARE) * elapsed ? [hertz] : [];
  });
  return medianOrNull(clocks);
}

/** Null of none. */
export function medianOrNull(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)];
  const lower = sorted[Math.floor((sorted.length - 1) / 2)];
  return upper === undefined || lower === undefined ? null : (lower + upper) / 2;
}
