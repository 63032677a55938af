/** The interval that may be looked at after every round without spending the error it promises. */
import type { Interval } from './analysis';
import { mean, positiveZero, standardDeviation } from './descriptive';

/** Variance of the effect, in units of the noise variance, that the mixture is spread over. */
const MIXTURE_VARIANCE = 1;

/**
 * Mean ± s/√n · √((n−1)(κ−1)/(1−κ/c)) with c = 1 + n·g, g = 1 and κ = (c/α²)^(1/n): all means that the
 * likelihood ratio of a Gaussian mixture over the effect in units of the noise, c^(−½)·[(1 + t²/ν)/(1 + t²/(νc))]^(n/2),
 * ν = n − 1, leaves below 1/α; by Ville's inequality they hold the true mean at all n at once with probability
 * 1 − α (Robbins 1970, "Statistical methods related to the law of the iterated logarithm"; the t form: Lai 1976,
 * "On confidence sequences"; Wang and Ramdas 2025, "Anytime-valid t-tests and confidence sequences").
 * Exact for Gaussian values only. Null while it is unbounded (κ ≥ c; at α = 0.05 below five values).
 */
export function anytimeInterval(values: readonly number[], alpha: number): Interval | null {
  const n = values.length;
  if (n < 2) return null;
  const c = 1 + n * MIXTURE_VARIANCE;
  const kappa = (c / alpha ** 2) ** (1 / n);
  if (kappa >= c) return null;
  const centre = mean(values);
  const reach = Math.sqrt(((n - 1) * (kappa - 1)) / (1 - kappa / c));
  const halfWidth = (standardDeviation(values) / Math.sqrt(n)) * reach;
  return {
    value: centre,
    low: positiveZero(centre - halfWidth),
    high: positiveZero(centre + halfWidth),
    confidence: 1 - alpha,
  };
}
