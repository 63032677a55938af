/**
 * How other tools tell two programs apart, given what they measured of each: seconds per iteration. Only the decision;
 * what is measured by default, and in which order, is in `designs.ts`. Sources: docs/results/time-to-decision.md.
 */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import { mean, median, sorted, standardDeviation } from '../../src/statistics/descriptive';
import { studentTQuantile } from '../../src/statistics/student-t';

/** What is said of two programs. NOT_DIFFERENT is no claim that they are equal: no difference was shown. */
export type Said = 'FIRST_SLOWER' | 'SECOND_SLOWER' | 'NOT_DIFFERENT' | 'NO_PRACTICAL_DIFFERENCE' | 'UNDECIDED';

export interface Decision {
  readonly said: Said;
  /** The second's time over the first's, as this design estimates it; null where it has none. */
  readonly ratio: number | null;
}

type Values = readonly number[];

const ALPHA = 0.05;

/**
 * hyperfine: the slower mean over the faster, ± the standard deviations propagated to first order. It prints the two
 * numbers and leaves the reading to its reader; the kinder one: different where 1 is outside.
 */
export function ratioWithDeviation(first: Values, second: Values): Decision {
  const ratio = mean(second) / mean(first);
  const slowerOverFaster = Math.max(ratio, 1 / ratio);
  const relative = Math.hypot(...[first, second].map((values) => standardDeviation(values) / mean(values)));
  return decision(ratio, slowerOverFaster - 1 > slowerOverFaster * relative);
}

/** Student's t of two samples whose variance is pooled: (mean of second − mean of first) over its standard error. */
export function pooledT(first: Values, second: Values): { readonly t: number; readonly degreesOfFreedom: number } {
  const degreesOfFreedom = first.length + second.length - 2;
  const squares = [first, second].reduce((sum, x) => sum + (x.length - 1) * standardDeviation(x) ** 2, 0);
  const standardError = Math.sqrt((squares / degreesOfFreedom) * (1 / first.length + 1 / second.length));
  return { t: (mean(second) - mean(first)) / standardError, degreesOfFreedom };
}

/** pyperf: every value of every process counts as independent; different where two-sided p < 5 %. */
export function pooledStudentT(first: Values, second: Values): Decision {
  const { t, degreesOfFreedom } = pooledT(first, second);
  const significant = Math.abs(t) >= studentTQuantile(1 - ALPHA / 2, degreesOfFreedom);
  return decision(mean(second) / mean(first), significant);
}

/** criterion takes 100,000 resamples; the ends of the interval move by a hundredth of its width with a tenth of them. */
const RESAMPLES = 10_000;
const NOISE_THRESHOLD = 0.01;

/** Percentile interval of mean over mean, both samples resampled by themselves (Efron 1979); 95 %. */
export function bootstrappedRatio(first: Values, second: Values, seed: number): { low: number; high: number } {
  const generator = xoroshiro128plus(seed);
  const resampledMean = (values: Values) => {
    let sum = 0;
    for (let drawn = 0; drawn < values.length; drawn += 1) {
      sum += values[uniformInt(generator, 0, values.length - 1)] ?? NaN;
    }
    return sum / values.length;
  };
  const ratios = sorted(Array.from({ length: RESAMPLES }, () => resampledMean(second) / resampledMean(first)));
  return { low: quantileOfSorted(ratios, ALPHA / 2), high: quantileOfSorted(ratios, 1 - ALPHA / 2) };
}

/**
 * criterion: different where the whole interval lies beyond the noise threshold of 1 %. (It also asks for p < 5 % of a
 * bootstrapped t, which an interval that leaves out 1 by so much implies for all but contrived samples.)
 */
export function bootstrapBeyondNoise(first: Values, second: Values, seed: number): Decision {
  const { low, high } = bootstrappedRatio(first, second, seed);
  const beyond = low > 1 + NOISE_THRESHOLD || high < 1 - NOISE_THRESHOLD;
  return decision(mean(second) / mean(first), beyond);
}

/** torch.utils.benchmark prints median and interquartile range: different where the ranges have nothing in common. */
export function separateQuartiles(first: Values, second: Values): Decision {
  const [[low1, high1], [low2, high2]] = [quartiles(first), quartiles(second)];
  return decision(median(second) / median(first), low2 > high1 || low1 > high2);
}

function quartiles(values: Values): [number, number] {
  const ascending = sorted(values);
  return [quantileOfSorted(ascending, 0.25), quantileOfSorted(ascending, 0.75)];
}

/** Linear between neighbours (type 7 of Hyndman and Fan 1996, the default of NumPy and PyTorch). */
function quantileOfSorted(ascending: Float64Array, probability: number): number {
  const place = (ascending.length - 1) * probability;
  const below = Math.floor(place);
  const [low = NaN, high = low] = [ascending[below], ascending[below + 1]];
  return low + (place - below) * (high - low);
}

function decision(ratio: number, different: boolean): Decision {
  if (!different) return { said: 'NOT_DIFFERENT', ratio };
  return { said: ratio > 1 ? 'SECOND_SLOWER' : 'FIRST_SLOWER', ratio };
}
