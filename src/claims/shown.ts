/** Whether an interval says anything. */
import type { Interval } from '../statistics/analysis';

/** Of two intervals of 95 % put together; few rounds attain less, and a single one nothing at all. */
const LEAST_CONFIDENCE = 0.9;

/** Whether its ends may be relied on. */
export function isShown({ confidence }: Interval): boolean {
  return confidence >= LEAST_CONFIDENCE - 1e-9;
}
