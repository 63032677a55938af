/** How much longer something takes than what it is built on, and from which size on that does not matter any more. */
import type { Interval } from '../statistics/analysis';
import type { Effect } from './effect';
import { isShown } from './shown';

/** Overheads that people ask for; the largest first: one below a smaller share is below it as well. */
export const SMALL_OVERHEADS = [0.05, 0.01] as const;

export interface SizedEffect extends Effect {
  readonly size: number;
}

/** Of what grows from case to case, the smallest first. */
export function bySize(effects: readonly Effect[]): SizedEffect[] {
  const sized = effects.flatMap((effect) => (effect.size === null ? [] : { ...effect, size: effect.size }));
  return sized.sort((one, other) => one.size - other.size);
}

/** As a share of the other's time: 0.2 where it takes 20 % more, below 0 where it takes less. */
export function overheadOf({ value, low, high, confidence }: Interval): Interval {
  return { value: 1 / value - 1, low: 1 / high - 1, high: 1 / low - 1, confidence };
}

/** Whether the subject is shown to take at most `share` more than the other: the lower end of how many times as fast it is says so. */
export function isShownBelow({ timesAsFast }: Effect, share: number): boolean {
  return timesAsFast !== null && isShown(timesAsFast) && timesAsFast.low >= 1 / (1 + share);
}

/** The smallest size from which on it is shown at every size that was asked for. Null where no such size was seen. */
export function sizeBelow(effects: readonly Effect[], share: number): number | null {
  let from: number | null = null;
  for (const effect of bySize(effects).reverse()) {
    if (!isShownBelow(effect, share)) break;
    from = effect.size;
  }
  return from;
}
