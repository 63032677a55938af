/** Student's t for whole degrees of freedom, and the interval of a mean. */
import { jStat } from 'jstat';
import type { Interval } from './analysis';
import { mean, positiveZero, standardDeviation } from './descriptive';

/**
 * P(|T| ≤ t), t ≥ 0, by the finite sums for whole degrees of freedom ν (Abramowitz and Stegun 1964, 26.7.3 and
 * 26.7.4). jstat's own distribution function stops at 3e-7, which is too coarse to correct its quantile with.
 */
function centralProbability(t: number, degreesOfFreedom: number): number {
  const angle = Math.atan(t / Math.sqrt(degreesOfFreedom));
  const cosineSquared = Math.cos(angle) ** 2;
  const odd = degreesOfFreedom % 2 === 1;
  let term = odd ? Math.cos(angle) : 1;
  let sum = degreesOfFreedom === 1 ? 0 : term;
  for (let k = odd ? 3 : 2; k <= degreesOfFreedom - 2; k += 2) {
    term *= cosineSquared * ((k - 1) / k);
    sum += term;
  }
  return odd ? (2 / Math.PI) * (angle + Math.sin(angle) * sum) : Math.sin(angle) * sum;
}

/**
 * The value that Student's t exceeds with probability 1 − `probability`. `degreesOfFreedom` is a whole number ≥ 1.
 * jstat's quantile, which is right to about 5e-8, brought to full precision by Newton steps.
 */
export function studentTQuantile(probability: number, degreesOfFreedom: number): number {
  if (probability === 0.5) return 0;
  if (probability < 0.5) return -studentTQuantile(1 - probability, degreesOfFreedom);
  const central = 2 * probability - 1;
  let t = jStat.studentt.inv(probability, degreesOfFreedom);
  for (let step = 0; step < 3; step += 1) {
    const excess = centralProbability(t, degreesOfFreedom) - central;
    t -= excess / (2 * jStat.studentt.pdf(t, degreesOfFreedom));
  }
  return t;
}

/**
 * Mean ± t₁₋α⸝₂,ₙ₋₁ · s/√n (Student 1908, "The probable error of a mean"), in the unit of the values. On round
 * differences it is the paired t interval. One value: a point with confidence 0.
 */
export function studentTInterval(values: readonly number[], alpha: number): Interval {
  if (values.length === 0) throw new RangeError('an interval needs at least one value');
  const centre = mean(values);
  if (values.length === 1) return { value: centre, low: centre, high: centre, confidence: 0 };
  const quantile = studentTQuantile(1 - alpha / 2, values.length - 1);
  const halfWidth = (quantile * standardDeviation(values)) / Math.sqrt(values.length);
  return {
    value: centre,
    low: positiveZero(centre - halfWidth),
    high: positiveZero(centre + halfWidth),
    confidence: 1 - alpha,
  };
}
