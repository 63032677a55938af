/** The clock and the counters of the process, apart from the loop that is timed. */

/** What the process has used so far; differences are taken around a block. */
export interface Usage {
  readonly cpuNanoseconds: number;
  readonly involuntarySwitches: number;
  readonly majorFaults: number;
}

export interface Meter {
  /** CLOCK_MONOTONIC in nanoseconds, read as the last thing before a block. */
  begin(): bigint;
  /** The same clock, read as the first thing after a block. */
  end(): bigint;
  usage(): Usage;
  /** Returns when its clock is there; absent: on the clock of the machine. */
  readonly waitUntil?: (due: bigint) => void | Promise<void>;
}

/** getrusage(RUSAGE_SELF): all threads of the process, in microseconds. */
function usage(): Usage {
  const used = process.resourceUsage();
  return {
    cpuNanoseconds: (used.userCPUTime + used.systemCPUTime) * 1000,
    involuntarySwitches: used.involuntaryContextSwitches,
    majorFaults: used.majorPageFault,
  };
}

const now = (): bigint => process.hrtime.bigint();

export const processMeter: Meter = { begin: now, end: now, usage };

export interface ClockFacts {
  readonly emptyBlockNanoseconds: number;
  readonly resolutionNanoseconds: number;
}

const EMPTY_BLOCKS = 5;
const RESOLUTION_READINGS = 1000;

/** Median cost of an empty timed block of five, and the smallest non-zero step seen (method.md 1.3). */
export function clockFacts(meter: Meter): ClockFacts {
  const empty: number[] = [];
  let resolution = Infinity;
  for (let reading = 0; reading < RESOLUTION_READINGS; reading += 1) {
    const begin = meter.begin();
    const step = Number(meter.end() - begin);
    if (step > 0 && step < resolution) resolution = step;
    if (reading >= RESOLUTION_READINGS - EMPTY_BLOCKS) empty.push(step);
  }
  empty.sort((a, b) => a - b);
  return {
    emptyBlockNanoseconds: empty[Math.floor(EMPTY_BLOCKS / 2)] ?? 0,
    resolutionNanoseconds: Number.isFinite(resolution) ? resolution : 1,
  };
}
