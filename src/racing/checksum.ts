/**
 * After every block of inference: whether what it computed is what the same worker computed before timing, which was
 * proven right element by element. Catches work that was skipped, folded away or went wrong once timing began.
 */
import { checksum, sampled } from '../protocol/checksum';
import type { Block } from '../protocol/block';

/** Of one batch's output. */
export interface Checksum {
  readonly value: number;
  /** Largest absolute value. */
  readonly magnitude: number;
  /** Numbers that it is a sum of. */
  readonly count: number;
}

export function checksumOf(output: ArrayLike<number>): Checksum {
  const looked = sampled(output);
  let magnitude = 0;
  for (let index = 0; index < looked.length; index++) {
    const element = looked[index] as number;
    if (element > magnitude) magnitude = element;
    else if (-element > magnitude) magnitude = -element;
  }
  return { value: checksum(output), magnitude, count: looked.length };
}

/**
 * The same worker on the same batch repeats itself but for the order of sums: each element moves by far less than a
 * tenth of `tolerance`, the normwise error that parity allows, this way or that. The sum of `count` such moves (weights
 * have the root mean square 1.53) stays within a seventh of this bound in standard deviation.
 */
export function checksumHolds(block: Block, expected: Checksum | undefined, tolerance: number): boolean {
  if (!expected) return false;
  return Math.abs(block.checksum - expected.value) <= tolerance * expected.magnitude * Math.sqrt(expected.count);
}
