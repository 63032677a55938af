/** How much longer a race would have to go on to answer: what an open comparison tells its reader to expect. */
import { wideningFactor } from './autocorrelation';
import { robustStandardDeviation } from './descriptive';
import { detectableMultiple } from './minimum-detectable-difference';
import { hodgesLehmann } from './signed-rank';
import { practicalBound } from './verdict';

/** Below this many rounds their spread says too little. */
const FEWEST_ROUNDS = 3;
/** Beyond this "more rounds" is no advice. */
const MOST_ROUNDS = 1000;

/**
 * How many more rounds would likely (with 80 % power, if the estimate and the spread of the log differences stay as
 * they are) give a verdict at two-sided level `alpha` a look: shown to be different where the estimate is further
 * from 0 than what so many rounds detect, or shown not to matter where that much less than ln(1 + rho) is left. At
 * least one, and as many as the level needs at all (`fewest` in total). Null below 3 rounds, and where 1,000 would not do:
 * the difference is then about as large as the one that matters.
 */
export function furtherRounds(
  logDifferences: readonly number[],
  alpha: number,
  practicalDifference: number,
  fewest: number,
): number | null {
  const rounds = logDifferences.length;
  if (rounds < FEWEST_ROUNDS) return null;
  const estimate = Math.abs(hodgesLehmann(logDifferences));
  const spread = robustStandardDeviation(logDifferences) * wideningFactor(logDifferences);
  const reach = Math.max(estimate, practicalBound(practicalDifference) - estimate);
  const decides = (n: number) => (detectableMultiple(n, alpha) * spread) / Math.sqrt(n) <= reach;
  if (!decides(MOST_ROUNDS)) return null;
  let [open, enough] = [FEWEST_ROUNDS - 1, MOST_ROUNDS];
  // What n rounds detect only shrinks with n.
  while (enough - open > 1) {
    const middle = (open + enough) >> 1;
    if (decides(middle)) enough = middle;
    else open = middle;
  }
  return Math.max(1, Math.max(enough, fewest) - rounds);
}
