/** What an interval allows to be said, and whether it is worth more rounds. */
import type { Interval, VerdictName } from './analysis';

export interface Judgement {
  readonly verdict: VerdictName;
  /** The whole interval lies beyond the practical difference. */
  readonly clear: boolean;
}

/** ln(1 + rho): the distance from 0 within which a log ratio does not matter. */
export function practicalBound(practicalDifference: number): number {
  return Math.log1p(practicalDifference);
}

/** Of a ratio, the interval of its logarithm. */
export function logOf(ratio: Interval): Interval {
  return { ...ratio, value: Math.log(ratio.value), low: Math.log(ratio.low), high: Math.log(ratio.high) };
}

/**
 * The verdict of an interval of the log ratio (candidate's time over baseline's): wholly within ±ln(1 + rho) there
 * is no practical difference (stricter than two one-sided tests, which would use the 90 % interval: Schuirmann
 * 1987); otherwise, if it leaves out 0, one is faster; otherwise nothing can be said.
 */
export function judge(logRatio: Interval, practicalDifference: number): Judgement {
  const bound = practicalBound(practicalDifference);
  if (logRatio.low >= -bound && logRatio.high <= bound) return { verdict: 'NO_PRACTICAL_DIFFERENCE', clear: false };
  if (logRatio.high < 0) return { verdict: 'CANDIDATE_FASTER', clear: logRatio.high < -bound };
  if (logRatio.low > 0) return { verdict: 'BASELINE_FASTER', clear: logRatio.low > bound };
  return { verdict: 'INCONCLUSIVE', clear: false };
}

/**
 * Whether a pair needs no more rounds: it has a verdict, and its half-width (of the log ratio) is at most
 * ln(1 + rho) or that share of the estimate, whichever is more.
 */
export function isDecided(
  verdict: VerdictName,
  logRatio: Interval,
  { practicalDifference, enoughShare }: { readonly practicalDifference: number; readonly enoughShare: number },
): boolean {
  if (verdict === 'INCONCLUSIVE') return false;
  const enough = Math.max(practicalBound(practicalDifference), enoughShare * Math.abs(logRatio.value));
  return (logRatio.high - logRatio.low) / 2 <= enough;
}

/** Whether it calls one of the two faster. */
export function isFaster(verdict: VerdictName): boolean {
  return verdict === 'BASELINE_FASTER' || verdict === 'CANDIDATE_FASTER';
}
