/** How large the file of weights and staged batches may be. */
const MOST_BYTES = 2 ** 32;
/** The reference holds all of it in float64 while the file lies in the cache of the file system. */
const SHARE_OF_MEMORY = 1 / 4;

export function mostTensorBytes(memoryBytes: number): number {
  return Math.min(MOST_BYTES, SHARE_OF_MEMORY * memoryBytes);
}
