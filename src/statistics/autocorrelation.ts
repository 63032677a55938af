/** Dependence between neighbouring rounds: a machine that drifts makes an interval look narrower than it is. */
import type { Interval } from './analysis';
import { mean, positiveZero } from './descriptive';

/**
 * Lag-1 sample autocorrelation Σ(xᵢ − x̄)(xᵢ₊₁ − x̄) / Σ(xᵢ − x̄)² (Box and Jenkins 1970, "Time Series Analysis",
 * §2.1.5), always within (−1, 1). 0 where it is undefined: fewer than 3 values, or all equal.
 */
export function lagOneAutocorrelation(values: readonly number[]): number {
  if (values.length < 3) return 0;
  const centre = mean(values);
  const deviations = values.map((value) => value - centre);
  const variation = deviations.reduce((sum, deviation) => sum + deviation ** 2, 0);
  if (variation === 0) return 0;
  const products = deviations.slice(1).reduce((sum, deviation, index) => sum + deviation * (deviations[index] ?? 0), 0);
  return products / variation;
}

/**
 * √((1 + r)/(1 − r)), by which the standard error of a mean of AR(1) values exceeds that of independent ones
 * (Bartlett 1946), where r is beyond the noise of independent rounds, r > 2/√n; otherwise 1. Negative r would
 * narrow the interval: that advantage is not taken.
 */
export function wideningFactor(values: readonly number[]): number {
  const r = lagOneAutocorrelation(values);
  return r > 2 / Math.sqrt(values.length) ? Math.sqrt((1 + r) / (1 - r)) : 1;
}

/** The interval with both ends moved away from its value by `factor` ≥ 1. */
export function widened(interval: Interval, factor: number): Interval {
  if (factor === 1) return interval;
  return {
    ...interval,
    low: positiveZero(interval.value - factor * (interval.value - interval.low)),
    high: positiveZero(interval.value + factor * (interval.high - interval.value)),
  };
}
