/**
 * One number by which the result of a timed block is told to be what was proven before it. Neighbours count
 * differently, because plain sums of some results never change (a softmax sums to the number of its rows).
 * Its twin for Python is worker-kit/python/worker_kit/checksum.py.
 */

/** Larger results are looked at in so many evenly spread places: reading all of them would take longer than the block. */
const LARGEST_SAMPLE = 2 ** 20;
/** A prime, so that it fits no usual length of a row. */
const PERIOD = 61;

/** Of a result with `count` numbers every so many-th is looked at; odd, so that no column is left out. */
export function sampleStride(count: number): number {
  const stride = Math.ceil(count / LARGEST_SAMPLE);
  return stride % 2 === 0 ? stride + 1 : stride;
}

/** The numbers that are looked at; a sample is its own sample. `values` in canonical order. */
export function sampled(values: ArrayLike<number>): ArrayLike<number> {
  const stride = sampleStride(values.length);
  if (stride <= 1) return values;
  return Float64Array.from({ length: Math.ceil(values.length / stride) }, (_, index) => values[index * stride] ?? NaN);
}

/** Σ (1 + (i mod 61) / 61) · v[i] over the sample; of one number that number. */
export function checksum(values: ArrayLike<number>): number {
  const looked = sampled(values);
  let sum = 0;
  for (let index = 0; index < looked.length; index++)
    sum += (1 + (index % PERIOD) / PERIOD) * (looked[index] as number);
  return sum;
}
