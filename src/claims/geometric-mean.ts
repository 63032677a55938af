/** What several ratios are on average, of the same cases only. */
import type { Interval } from '../statistics/analysis';
import { isShown } from './shown';

/**
 * The geometric mean of ratios that were measured independently, with an interval: half-widths of the logarithms added in
 * quadrature, over n, which is that of the mean of n normal estimates at the same confidence. It speaks of these cases, not of others
 * that might have been chosen. Null where one is missing or has no interval to rely on or there is none (an average over what happened to work would be of other
 * cases than the next one), and where their confidences differ it has the lowest.
 */
export function geometricMean(ratios: readonly (Interval | null)[]): Interval | null {
  const whole = ratios.flatMap((ratio) => (ratio && isShown(ratio) ? [ratio] : []));
  if (whole.length < ratios.length || whole.length === 0) return null;
  const mean = whole.reduce((sum, { value }) => sum + Math.log(value), 0) / whole.length;
  const below = quadrature(whole.map(({ value, low }) => Math.log(value / low))) / whole.length;
  const above = quadrature(whole.map(({ value, high }) => Math.log(high / value))) / whole.length;
  return {
    value: Math.exp(mean),
    low: Math.exp(mean - below),
    high: Math.exp(mean + above),
    confidence: Math.min(...whole.map(({ confidence }) => confidence)),
  };
}

const quadrature = (widths: readonly number[]) => Math.sqrt(widths.reduce((sum, width) => sum + width ** 2, 0));
