/**
 * What is known of a race at some moment, computed by a pure function from its stored blocks alone
 * (`analyseRace`), so that analysing the same blocks again gives the same answer bit for bit.
 */
export type QuestionName = 'BEST' | 'VS_BASELINE' | 'ALL_PAIRS';
export type VerdictName = 'BASELINE_FASTER' | 'CANDIDATE_FASTER' | 'NO_PRACTICAL_DIFFERENCE' | 'INCONCLUSIVE';

/**
 * What the numbers of an analysis are: seconds of one iteration, seconds from the start of a process to its first
 * result, bytes of memory that it held at most, joules of energy per item, or seconds per request at the highest rate
 * that was served in time.
 */
export type Measured = 'ITERATION' | 'FIRST_RESULT' | 'PEAK_MEMORY' | 'ENERGY' | 'REQUEST';

/** Percentiles of latency that a bound may be set for. */
export const SERVED_PERCENTILES = [90, 95, 99] as const;
export type ServedPercentile = (typeof SERVED_PERCENTILES)[number];

/** What "in time" is: so large a part of the requests is answered within the bound. */
export interface LatencyBound {
  readonly latencyBoundSeconds: number;
  readonly percentile: ServedPercentile;
}

/** What a sentence is about: with REQUEST goes the bound, and a first result may be that of a changed model. */
export type Told = Exclude<Measured, 'REQUEST'> | LatencyBound | ToldEdit;
export type ToldEdit = 'LIVE_EDIT' | 'FRESH_EDIT';

/** `confidence` is what the interval really attains (0.95 overall, less where too few rounds allow it). */
export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

/** What came after a first result. */
export interface AfterStart {
  /** Typical, of the blocks after the warm-up. */
  readonly secondsPerIteration: number;
  /** By how much the iterations of the warm-up took longer than as many of those; at least 0. */
  readonly excessSeconds: number;
}

/**
 * One trial's measured blocks: seconds per iteration of each, in the order they were measured; or, where that is what
 * is raced, the one time to its first result, its one amount of memory or energy, or its one time per request.
 */
export interface TrialSample {
  readonly round: number;
  readonly blockSeconds: readonly number[];
  /** The trial never reached its steady state within the cap. */
  readonly notSteady: boolean;
  /** What the machine did to it, such as STOLEN or THROTTLED: flags every comparison that it is in. */
  readonly disturbances?: readonly string[];
  /** Part of the processors' time during its blocks that went to others; null where it is not known. */
  readonly foreignShare?: number | null;
  /** Where its start is what is raced; null where it is not known. */
  readonly afterStart?: AfterStart | null;
}

export interface RunSample {
  readonly runId: string;
  /** The run that this is a second copy of, entered to check the race itself; not among those that are compared. */
  readonly cloneOf?: string;
  readonly trials: readonly TrialSample[];
}

export interface AnalysisInput {
  /** In entrant order: the first is the baseline of VS_BASELINE. Runs that failed are left out by the caller. */
  readonly runs: readonly RunSample[];
  readonly question: QuestionName;
  /** rho: ratios within 1/(1+rho) … 1+rho do not matter. */
  readonly practicalDifference: number;
  /** Overall, over all looks and all pairs; 0.95 unless asked otherwise. */
  readonly confidence: number;
}

export interface RunAnalysis {
  readonly runId: string;
  /** Complete rounds that went into it. */
  readonly rounds: number;
  readonly secondsPerIteration: Interval | null;
  /** Valid however often one looks (method.md 2.7 LIVE); null while it would be unbounded. */
  readonly runningSecondsPerIteration: Interval | null;
  readonly runningRatioToLeader: Interval | null;
}

/** When the run that takes longer to start, and less for an iteration, has caught up. */
export interface BreakEven {
  /** After the first result, in both. */
  readonly iterations: Interval;
  /** The one that catches up. */
  readonly runId: string;
}

export interface PairAnalysis {
  readonly baselineRunId: string;
  readonly candidateRunId: string;
  /** Candidate's time over baseline's: below 1 the candidate is faster. Swapping the two inverts it exactly. */
  readonly ratio: Interval;
  /**
   * As `ratio`, of the mean blocks instead of the median ones: with pauses and stalls. Paired t interval. Absent from
   * analyses that were stored before it was computed.
   */
  readonly totalRatio?: Interval;
  /** Absent where none is known to come, and where starts were not raced. */
  readonly breakEven?: BreakEven;
  readonly verdict: VerdictName;
  /** The whole interval lies beyond the practical difference. */
  readonly clear: boolean;
  readonly rounds: number;
  /** Smallest relative difference that this many rounds would detect with 80 % power; null below 3 rounds. */
  readonly minimumDetectableDifference: number | null;
  /** Where rounds are too few for a verdict: how many more would likely bring one; otherwise, or where it cannot be told, null. */
  readonly furtherRounds: number | null;
  /** TAIL_SENSITIVE, AUTOCORRELATED, NOT_STEADY, WARMING, DRIFTING, STOLEN, THROTTLED, CPU_PRESSURE, MEMORY_PRESSURE, IO_PRESSURE, SLOW_CLOCK, GPU_THROTTLED, FOREIGN_GPU_PROCESS, UNEVEN_LOAD, TOO_FEW_ROUNDS, STEP_DOWN. */
  readonly flags: readonly string[];
}

export interface StandingEntry {
  readonly tier: number;
  readonly runId: string;
}

export interface RaceAnalysis {
  /** Rounds in which every run of the input has a trial: only those are compared. */
  readonly roundsCompleted: number;
  readonly runs: readonly RunAnalysis[];
  /** The pairs that the question asks for; clones are in none. */
  readonly comparisons: readonly PairAnalysis[];
  /** Tiers by all pairs; two runs share a tier unless one is shown to be faster. */
  readonly standings: readonly StandingEntry[];
  /** A run against its own clone, with an error of its own; absent where no clone was measured. */
  readonly selfCheck?: PairAnalysis;
}
