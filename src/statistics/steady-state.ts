/** Whether a warm-up is over, from the blocks it took so far. */
import { median } from './descriptive';
import { mannKendall } from './mann-kendall';

export interface SteadyStateRule {
  /** rho of the race: a level shift of half of it may remain. */
  readonly practicalDifference: number;
  /** Blocks before which nothing is called steady. */
  readonly minimumBlocks: number;
  /** Blocks in each of the two last windows, at least. */
  readonly windowBlocks: number;
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

/**
 * 'steady' where the last two windows agree, their medians differing by at most rho/2, and the last 2·windowBlocks
 * neither rise nor fall (Mann–Kendall p > .01). Compare Kalibera and Jones 2013, "Rigorous benchmarking in
 * reasonable time", §5, on deciding that initialisation has ended. The caller makes sure that no block held a
 * compilation.
 */
export function steadyState(blockSeconds: readonly number[], rule: SteadyStateRule): 'steady' | 'not-yet' {
  const blocks = blockSeconds.length;
  if (blocks < Math.max(2 * rule.windowBlocks, rule.minimumBlocks)) return 'not-yet';
  const window = Math.max(rule.windowBlocks, Math.floor(blocks / WINDOW_SHARE));
  const before = median(blockSeconds.slice(blocks - 2 * window, blocks - window));
  const shift = median(blockSeconds.slice(blocks - window)) / before - 1;
  // NaN (a clock that stood still) must not pass, hence the negation.
  if (!(Math.abs(shift) <= rule.practicalDifference / 2)) return 'not-yet';
  return mannKendall(blockSeconds.slice(blocks - 2 * rule.windowBlocks)).pValue > NO_TREND_P_VALUE
    ? 'steady'
    : 'not-yet';
}
