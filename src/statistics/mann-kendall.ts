/** Is there a trend? Without assuming its shape or the distribution of the noise. */
import { jStat } from 'jstat';

export interface TrendTest {
  /** Pairs in rising order minus pairs in falling order. */
  readonly score: number;
  /** Of the score where there is no trend, corrected for ties. */
  readonly variance: number;
  /** Two-sided, by the normal approximation with continuity correction; 1 where every value is equal. */
  readonly pValue: number;
}

/**
 * Mann–Kendall test of values in time order (Mann 1945, "Nonparametric tests against trend"; Kendall 1975, "Rank
 * Correlation Methods", ch. 4: Var S = [n(n−1)(2n+5) − Σ t(t−1)(2t+5)]/18 over groups of t tied values,
 * z = (S ∓ 1)/√Var S). The approximation is meant for ten values or more.
 */
export function mannKendall(values: readonly number[]): TrendTest {
  const score = values.reduce((sum, later, j) => {
    return values.slice(0, j).reduce((part, earlier) => part + Math.sign(later - earlier), sum);
  }, 0);
  const variance = (pairVariance(values.length) - tieCorrection(values)) / 18;
  const z = variance > 0 ? Math.max(0, Math.abs(score) - 1) / Math.sqrt(variance) : 0;
  return { score, variance, pValue: z > 0 ? jStat.erfc(z / Math.SQRT2) : 1 };
}

function pairVariance(n: number): number {
  return n * (n - 1) * (2 * n + 5);
}

function tieCorrection(values: readonly number[]): number {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()].reduce((sum, size) => sum + pairVariance(size), 0);
}
