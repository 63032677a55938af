/** Location and spread of a sample. Every function wants at least one finite value; none changes its input. */

/** −0 is 0: negating a sample must negate its statistics exactly, also to `Object.is`. */
export function positiveZero(value: number): number {
  return value + 0;
}

/** A sorted copy, ascending. */
export function sorted(values: readonly number[]): Float64Array {
  return Float64Array.from(values).sort();
}

/** The middle value, or the mean of the middle two; NaN of an empty sample. */
export function median(values: readonly number[]): number {
  return medianOfSorted(sorted(values));
}

/** As `median`, of values that are already in ascending order. */
export function medianOfSorted(ascending: ArrayLike<number>): number {
  const middle = ascending.length >> 1;
  const upper = ascending[middle] ?? NaN;
  if (ascending.length % 2 === 1) return positiveZero(upper);
  return positiveZero(((ascending[middle - 1] ?? NaN) + upper) / 2);
}

/** Arithmetic mean; NaN of an empty sample. */
export function mean(values: readonly number[]): number {
  return positiveZero(values.reduce((sum, value) => sum + value, 0) / values.length);
}

/** Sample standard deviation with n − 1 in the denominator; NaN below two values. */
export function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return values.length < 2 ? NaN : Math.sqrt(squares / (values.length - 1));
}

/** Of a Gaussian sample, the standard error of the median over that of the mean: √(π/2). */
export const MEDIAN_INEFFICIENCY = Math.sqrt(Math.PI / 2);

/** Makes the median absolute deviation estimate the standard deviation of Gaussian data: 1/Φ⁻¹(3/4). */
export const MAD_TO_STANDARD_DEVIATION = 1.4826022185056018;

/**
 * Standard deviation by the median absolute deviation, which a few wild rounds cannot inflate
 * (Hampel 1974, "The influence curve and its role in robust estimation"). Where more than half of the values
 * are equal it would be 0, so the ordinary standard deviation stands in.
 */
export function robustStandardDeviation(values: readonly number[]): number {
  const centre = median(values);
  const deviation = median(values.map((value) => Math.abs(value - centre)));
  return deviation > 0 ? MAD_TO_STANDARD_DEVIATION * deviation : standardDeviation(values);
}
