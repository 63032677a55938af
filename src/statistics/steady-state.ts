/** Whether a warm-up is over, from the blocks it took so far. */
import { median } from './descriptive';
import { mannKendall } from './mann-kendall';

export interface SteadyStateRule {
  /** rho of the race: a level shift of half of it may remain. */
  readonly practicalDifference: number;
  /** Blocks before which nothing is called steady. */
  readonly minimumBlocks: number;
  /** Blocks in each of the two windows that are compared. */
  readonly windowBlocks: number;
}

/** Above this the last two windows show no trend. */
const NO_TREND_P_VALUE = 0.01;

/**
 * 'steady' where the last two windows agree: their medians differ by at most rho/2, and neither rises or falls
 * over both (Mann–Kendall p > .01). Compare Kalibera and Jones 2013, "Rigorous benchmarking in reasonable time",
 * §5, on deciding that initialisation has ended. The caller makes sure that no block held a compilation.
 */
export function steadyState(blockSeconds: readonly number[], rule: SteadyStateRule): 'steady' | 'not-yet' {
  const needed = 2 * rule.windowBlocks;
  if (blockSeconds.length < Math.max(needed, rule.minimumBlocks)) return 'not-yet';
  const recent = blockSeconds.slice(blockSeconds.length - needed);
  const shift = median(recent.slice(rule.windowBlocks)) / median(recent.slice(0, rule.windowBlocks)) - 1;
  // NaN (a clock that stood still) must not pass, hence the negations.
  if (!(Math.abs(shift) <= rule.practicalDifference / 2)) return 'not-yet';
  return mannKendall(recent).pValue > NO_TREND_P_VALUE ? 'steady' : 'not-yet';
}
