/** From which size on an overhead does not matter any more. */
import type { Effect } from './effect';
import { isShown } from './shown';

/**
 * The smallest size from which on, at every size that was measured, the subject is shown to take at most `share` more than the other:
 * the lower end of how many times as fast it is says so. Null where no such size was seen.
 */
export function sizeBelow(effects: readonly Effect[], share: number): number | null {
  const bySize = effects.flatMap(({ size, timesAsFast }) => (size === null ? [] : { size, timesAsFast }));
  let from: number | null = null;
  for (const { size, timesAsFast } of bySize.sort((one, other) => other.size - one.size)) {
    if (!timesAsFast || !isShown(timesAsFast) || timesAsFast.low < 1 / (1 + share)) break;
    from = size;
  }
  return from;
}
