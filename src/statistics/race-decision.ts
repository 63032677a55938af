/** Whether more rounds could still change what a race says. */
import type { Interval, RaceAnalysis } from './analysis';
import { firstLook } from './looks';
import { isDecided, practicalBound } from './verdict';

function logOf(ratio: Interval): Interval {
  return { ...ratio, value: Math.log(ratio.value), low: Math.log(ratio.low), high: Math.log(ratio.high) };
}

/**
 * True where every comparison is decided (`isDecided`). With a single run: where its time is known to within
 * ln(1 + rho) either way. Only to be asked at a look (`isLook`): asked after every round it would break the
 * promised error.
 */
export function raceDecided(analysis: RaceAnalysis, practicalDifference: number): boolean {
  if (analysis.runs.length === 1) return isTimeKnown(analysis, practicalDifference);
  return (
    analysis.comparisons.length > 0 &&
    analysis.comparisons.every((pair) => isDecided(pair.verdict, logOf(pair.ratio), practicalDifference))
  );
}

function isTimeKnown(analysis: RaceAnalysis, practicalDifference: number): boolean {
  const seconds = analysis.runs[0]?.secondsPerIteration;
  if (!seconds || analysis.roundsCompleted < firstLook(1)) return false;
  return Math.log(seconds.high / seconds.low) / 2 <= practicalBound(practicalDifference);
}
