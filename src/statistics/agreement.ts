/** Whether a race that was run again says the same. */
import type { Interval } from './analysis';

export interface Agreement {
  /** The new ratio over the old one. */
  readonly change: Interval;
  /** The two intervals together allow that nothing changed. */
  readonly agrees: boolean;
}

/**
 * Two estimates of one ratio from races that share nothing: the change of its logarithm, with half-widths added in
 * squares, as those of independent estimates are. What a machine does from race to race is in neither, because each
 * ratio is of runs measured side by side.
 */
export function agreementOf(before: Interval, after: Interval): Agreement {
  const halfWidth = ({ low, high }: Interval) => Math.log(high / low) / 2;
  const change = Math.log(after.value / before.value);
  const reach = Math.hypot(halfWidth(before), halfWidth(after));
  return {
    change: {
      value: Math.exp(change),
      low: Math.exp(change - reach),
      high: Math.exp(change + reach),
      confidence: Math.min(before.confidence, after.confidence),
    },
    agrees: Math.abs(change) <= reach,
  };
}
