/** What V8 has to do for one block is over before the next. */
import { getHeapCodeStatistics } from 'node:v8';

/**
 * Collects, and waits until nothing of it is left to be done; does nothing without `--expose-gc`.
 *
 * A collection returns while threads of V8's own are still sweeping what it found, as long as it took: on one processor
 * they take that time from the block. Whoever wants to walk through the heap has to wait for them, and counting its
 * code is the cheapest walk that Node offers. `docs/decisions/0043-swept-before-a-block.md` has the other ways.
 */
export function collectGarbage(): void {
  if (!globalThis.gc) return;
  globalThis.gc();
  getHeapCodeStatistics();
}
