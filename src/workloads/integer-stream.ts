/** Random numbers of the tensor file. */
import { createHash } from 'node:crypto';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';

/**
 * A stream of 32-bit integers for one tensor, from the seed and the tensor's name alone: adding a node leaves
 * every other tensor as it was. The state comes from SHA-256, so neighbouring seeds share nothing.
 */
export function integerStream(seed: number, tensorName: string): () => number {
  const digest = createHash('sha256').update(`photofinish tensors 1\n${seed}\n${tensorName}`).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  const generator = xoroshiro128plusFromState(state);
  return () => generator.next();
}
