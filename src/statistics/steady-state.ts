/** Whether a warm-up is over, from the blocks it took so far. */
import { median, MEDIAN_INEFFICIENCY } from './descriptive';
import { mannKendall } from './mann-kendall';

export interface SteadyStateRule {
  /** rho of the race: a level shift of half of it may remain. */
  readonly practicalDifference: number;
  /** Blocks before which nothing is called steady. */
  readonly minimumBlocks: number;
  /** Blocks in each of the two last windows, at least. */
  readonly windowBlocks: number;
  /** By how many of its own standard errors the windows may differ. */
  readonly standardErrors: number;
}

/** Above this the last blocks show no trend. */
const NO_TREND_P_VALUE = 0.01;

/**
 * The windows that are compared grow with the warm-up. A warm-up that decays over τ blocks differs little between
 * two short windows while it is still far from its end: with windows of 10, one of τ = 60 and +200 % was called
 * steady 12 % too slow (simulated, 1 % noise). With a fifth of all blocks, what remains is below rho/2 once the
 * windows reach τ·ln 2.
 */
const WINDOW_SHARE = 5;

/** A shift within its own noise shows nothing, but more than this is never let pass. */
const LARGEST_TOLERATED_SHIFT = 0.05;

/**
 * 'steady' where the last two windows agree, their medians differing by at most rho/2 or by no more than that
 * many of its own standard errors, and the last 2·windowBlocks neither rise nor fall (Mann–Kendall p > .01). Compare Kalibera and Jones
 * 2013, "Rigorous benchmarking in reasonable time", §5, on deciding that initialisation has ended. The caller
 * makes sure that no block held a compilation.
 */
export function steadyState(blockSeconds: readonly number[], rule: SteadyStateRule): 'steady' | 'not-yet' {
  const blocks = blockSeconds.length;
  if (blocks < Math.max(2 * rule.windowBlocks, rule.minimumBlocks)) return 'not-yet';
  const window = Math.max(rule.windowBlocks, Math.floor(blocks / WINDOW_SHARE));
  const before = median(blockSeconds.slice(blocks - 2 * window, blocks - window));
  const shift = median(blockSeconds.slice(blocks - window)) / before - 1;
  const explained = rule.standardErrors * shiftStandardError(blockSeconds.slice(blocks - 2 * window), window);
  const tolerance = Math.max(rule.practicalDifference / 2, Math.min(explained, LARGEST_TOLERATED_SHIFT));
  // NaN (a clock that stood still) must not pass, hence the negation.
  if (!(Math.abs(shift) <= tolerance)) return 'not-yet';
  return mannKendall(blockSeconds.slice(blocks - 2 * rule.windowBlocks)).pValue > NO_TREND_P_VALUE
    ? 'steady'
    : 'not-yet';
}

/** Of a Gaussian sample, median(|x|) over its standard deviation. */
const MEDIAN_TO_STANDARD_DEVIATION = 1.4826;

/**
 * Relative standard error of the difference of two medians of `window` blocks each. The noise of a block is taken
 * from differences of successive blocks, which a trend hardly changes (von Neumann et al. 1941).
 */
function shiftStandardError(blockSeconds: readonly number[], window: number): number {
  const steps = blockSeconds.slice(1).map((value, index) => Math.abs(value / (blockSeconds[index] ?? NaN) - 1));
  const noise = (MEDIAN_TO_STANDARD_DEVIATION * median(steps)) / Math.SQRT2;
  return MEDIAN_INEFFICIENCY * noise * Math.sqrt(2 / window);
}
