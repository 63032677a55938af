import { robustStandardDeviation } from './descriptive';
import { studentTQuantile } from './student-t';

const POWER = 0.8;
const FEWEST_ROUNDS = 3;

/**
 * Smallest relative difference (0.01 = 1 %) that as many rounds as there are differences would detect with 80 %
 * power at two-sided level `alpha`: exp[(t₁₋α⸝₂,ₙ₋₁ + t.₈,ₙ₋₁) · s/√n] − 1, s the robust standard deviation of the
 * log differences (Bloom 1995, "Minimum detectable effects"). Null below 3 rounds.
 */
export function minimumDetectableDifference(logDifferences: readonly number[], alpha: number): number | null {
  const n = logDifferences.length;
  if (n < FEWEST_ROUNDS) return null;
  return Math.expm1((detectableMultiple(n, alpha) * robustStandardDeviation(logDifferences)) / Math.sqrt(n));
}

/** t₁₋α⸝₂,ₙ₋₁ + t.₈,ₙ₋₁: the standard errors that a difference must be away from 0 to be found so often. Wants n ≥ 2. */
export function detectableMultiple(n: number, alpha: number): number {
  return studentTQuantile(1 - alpha / 2, n - 1) + studentTQuantile(POWER, n - 1);
}
