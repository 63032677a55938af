/** What the claims need to know of a measured race, free of how it is stored. */
import type { Interval, PairAnalysis } from '../statistics/analysis';

export interface RunOutcome {
  readonly runId: string;
  readonly label: string;
  /** Of the work that it did; null where it was not measured. */
  readonly secondsPerItem: Interval | null;
  /** Complete ones, that the interval is of. */
  readonly rounds: number;
  /** Why it was not raced to the end, in words; null where it was, or is being raced. */
  readonly missing: string | null;
}

export interface RaceOutcome {
  /** Without clones. */
  readonly runs: readonly RunOutcome[];
  /** rho: ratios within 1/(1+rho) … 1+rho do not matter. */
  readonly practicalDifference: number;
  /** Of all pairs; empty before it has ended, and where it cannot be trusted. */
  readonly comparisons: readonly PairAnalysis[];
}

/** By the key of the planned race; null: not there, or deleted. */
export type Outcomes = (raceKey: string) => RaceOutcome | null;
