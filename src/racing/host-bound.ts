/** How much of the time the device waited for the host. */
import type { Block } from '../protocol/block';

/**
 * 1 - device time / wall time over all blocks that have both (method.md §1.5: wall time is the result, since the host's
 * overhead is part of a framework; this says how much of it there is). Null where no block has a device time. Events
 * of the device and the host's clock differ by microseconds: never below 0.
 */
export function hostBoundShare(
  blocks: readonly Pick<Block, 'elapsedNanoseconds' | 'deviceNanoseconds'>[],
): number | null {
  const timed = blocks.filter(({ deviceNanoseconds }) => deviceNanoseconds !== null);
  if (timed.length === 0) return null;
  const wall = timed.reduce((sum, { elapsedNanoseconds }) => sum + elapsedNanoseconds, 0);
  const device = timed.reduce((sum, { deviceNanoseconds }) => sum + (deviceNanoseconds ?? 0), 0);
  return Math.max(0, 1 - device / wall);
}
