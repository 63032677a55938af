/** Times of single iterations: kept as a histogram of 0.1 % per trial, told as the percentiles that they certify. */
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { NANOSECONDS_PER_SECOND } from './block-codec';

/** In seconds; null where the sample is too small to certify it. */
export interface LatencyPercentiles {
  readonly p50: number;
  readonly p90: number | null;
  readonly p99: number | null;
  /** Iterations in the sample. */
  readonly count: number;
}

const SIGNIFICANT_DIGITS = 3;
/** With which the largest of the sample is not below the true percentile, as MLPerf's LoadGen has it. */
const CERTAINTY = 0.99;

/** As text, about 200 characters whatever their number. */
export function encodeLatencies(iterationNanoseconds: readonly number[]): string {
  const histogram = emptyHistogram();
  for (const nanoseconds of iterationNanoseconds) histogram.recordValue(nanoseconds);
  return encodeIntoCompressedBase64(histogram);
}

/** Over all trials together; null where not even the median is certain. Throws on a text that `encodeLatencies` did not write. */
export function latencyPercentiles(trials: readonly string[]): LatencyPercentiles | null {
  const all = emptyHistogram();
  for (const text of trials) all.add(decodeFromCompressedBase64(text));
  const count = all.totalCount;
  const certain = (percentile: number) =>
    count >= certifyingCount(percentile / 100) ? all.getValueAtPercentile(percentile) / NANOSECONDS_PER_SECOND : null;
  const p50 = certain(50);
  return p50 === null ? null : { p50, p90: certain(90), p99: certain(99), count };
}

/**
 * Fewest values of which the largest lies above the quantile with `CERTAINTY`: 1 - quantileⁿ ≥ CERTAINTY. 44 for the
 * 90th percentile, 459 for the 99th (MLPerf Inference rules, early stopping).
 */
function certifyingCount(quantile: number): number {
  return Math.ceil(Math.log(1 - CERTAINTY) / Math.log(quantile));
}

function emptyHistogram(): Histogram {
  return build({ numberOfSignificantValueDigits: SIGNIFICANT_DIGITS, autoResize: true, bitBucketSize: 64 });
}
