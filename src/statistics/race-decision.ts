/** Whether more rounds could still change what a race says. */
import type { Interval, RaceAnalysis } from './analysis';
import { firstLook } from './looks';
import { isDecided, logOf, practicalBound } from './verdict';

/** What a race goes on for. */
export interface Aim {
  /** rho. */
  readonly practicalDifference: number;
  /**
   * Relative half-width that every interval is to have (0.01: ± 1 %), whatever it says; null: a verdict on every pair.
   */
  readonly targetHalfWidth: number | null;
  /** Share of the estimate that the half-width may have once a difference is shown. */
  readonly enoughShare: number;
}

/**
 * True where every comparison is decided (`isDecided`) or, where a half-width was asked for, as narrow as that. With
 * a single run: where its time is known to within ln(1 + rho), or the half-width, either way. Only to be asked at a
 * look (`isLook`): asked after every round it would break the promised error.
 */
export function raceDecided(analysis: RaceAnalysis, aim: Aim): boolean {
  const { practicalDifference, targetHalfWidth } = aim;
  if (analysis.standings.length === 1) return isTimeKnown(analysis, targetHalfWidth ?? practicalDifference);
  const isEnough = (verdict: RaceAnalysis['comparisons'][number]) =>
    targetHalfWidth === null
      ? isDecided(verdict.verdict, logOf(verdict.ratio), aim)
      : isNarrow(verdict.ratio, targetHalfWidth);
  return analysis.comparisons.length > 0 && analysis.comparisons.every(isEnough);
}

/** Half of its width in logs is at most ln(1 + halfWidth), and it attains its level. */
function isNarrow(interval: Interval, halfWidth: number): boolean {
  return Math.log(interval.high / interval.low) / 2 <= practicalBound(halfWidth);
}

function isTimeKnown(analysis: RaceAnalysis, halfWidth: number): boolean {
  const seconds = analysis.runs[0]?.secondsPerIteration;
  if (!seconds || analysis.roundsCompleted < firstLook(1)) return false;
  return isNarrow(seconds, halfWidth);
}
