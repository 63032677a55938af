/** Intervals of the analysis as estimates of the API. */
import type { Interval } from '../../statistics/analysis';
import type { EstimateType } from '../../schema/estimate.type';

/** Null where an end is not a finite number: GraphQL has none for it. */
export function toEstimate(interval: Interval | null | undefined): EstimateType | null {
  if (!interval) return null;
  const { value, low, high, confidence } = interval;
  return [value, low, high, confidence].every(Number.isFinite) ? { value, low, high, confidence } : null;
}

/** What a second holds, from seconds per iteration and the amount in one iteration: the ends change places. */
export function toRate(secondsPerIteration: Interval | null | undefined, amount: number): EstimateType | null {
  if (!secondsPerIteration) return null;
  const { value, low, high, confidence } = secondsPerIteration;
  return toEstimate({ value: amount / value, low: amount / high, high: amount / low, confidence });
}
