/**
 * Sequences of different lengths (method.md §1.7): how long they are, and how each policy puts them into batches. The
 * lengths are the quantiles of a lognormal distribution, so that every seed and every policy has the same ones; only
 * their order is drawn.
 */
import { jStat } from 'jstat';

export const LENGTH_POLICIES = ['EXACT', 'BUCKET', 'PAD', 'PACKED'] as const;
/**
 * EXACT: each sequence by itself, as long as it is. BUCKET: sequences of like length together, filled up to the next of a
 * few lengths. PAD: as they come, filled up to the longest of all. PACKED: as they come, the engine told how long each is.
 */
export type LengthPolicyName = (typeof LENGTH_POLICIES)[number];

export interface SequenceBatch {
  /** As long as every sequence of the batch is made. */
  readonly steps: number;
  /** How many steps of each are there. */
  readonly lengths: readonly number[];
}

export interface SequenceQuestion {
  readonly policy: LengthPolicyName;
  /** Timesteps of the longest sequence. */
  readonly longest: number;
  readonly batchSize: number;
  /** A random order of 0 … n − 1. */
  readonly order: (n: number) => readonly number[];
}

/** Enough for lengths of every size, and a pass that is not longer than blocks have to be. */
const SEQUENCES = 128;
const [FEWEST_BATCHES, MOST_BATCHES] = [8, 64];
/** Of the longest: the median, and the shortest that there is. */
const [MEDIAN_SHARE, SHORTEST_SHARE] = [1 / 4, 1 / 32];
/** Of the logarithm: two in a hundred would be longer than the longest, and are cut. */
const SPREAD = 0.7;
/** Lengths in medians that are told apart, each as likely. Worked out once: whoever reads a race asks for its lengths. */
const QUANTILES = Array.from({ length: 512 }, (_, at) => jStat.lognormal.inv((at + 0.5) / 512, 0, SPREAD));
/** Of the longest. */
const BUCKET_SHARES = [1 / 8, 1 / 4, 1 / 2, 1];

/** As many as make 128 sequences, from 8 to 64. */
export function batchesOf(batchSize: number): number {
  return Math.min(MOST_BATCHES, Math.max(FEWEST_BATCHES, Math.ceil(SEQUENCES / batchSize)));
}

/** Ascending. */
export function sequenceLengths(longest: number, count: number): number[] {
  const shortest = Math.max(1, Math.floor(longest * SHORTEST_SHARE));
  const median = Math.max(1, longest * MEDIAN_SHARE);
  return Array.from({ length: count }, (_, index) => {
    const quantile = QUANTILES[Math.floor(((index + 0.5) / count) * QUANTILES.length)] ?? 1;
    return Math.min(longest, Math.max(shortest, Math.round(median * quantile)));
  });
}

/** On average over the batches of a pass; the same whatever the policy and the seed. */
export function validStepsPerBatch(longest: number, batchSize: number): number {
  const count = batchesOf(batchSize);
  const lengths = sequenceLengths(longest, count * batchSize);
  return lengths.reduce((sum, length) => sum + length, 0) / count;
}

/** In the order of a pass. */
export function sequenceBatches({ policy, longest, batchSize, order }: SequenceQuestion): SequenceBatch[] {
  const count = batchesOf(batchSize);
  const ascending = sequenceLengths(longest, count * batchSize);
  if (policy === 'BUCKET') {
    const batches = inBatches(ascending, batchSize);
    return inOrder(batches, order).map((lengths) => ({ steps: bucketOf(Math.max(...lengths), longest), lengths }));
  }
  return inBatches(inOrder(ascending, order), batchSize).map((lengths) => ({
    steps: policy === 'PAD' ? longest : Math.max(...lengths),
    lengths,
  }));
}

function bucketOf(length: number, longest: number): number {
  const buckets = BUCKET_SHARES.map((share) => Math.ceil(longest * share));
  return buckets.find((bucket) => bucket >= length) ?? longest;
}

function inBatches(lengths: readonly number[], batchSize: number): number[][] {
  const count = lengths.length / batchSize;
  return Array.from({ length: count }, (_, batch) => lengths.slice(batch * batchSize, (batch + 1) * batchSize));
}

function inOrder<T>(items: readonly T[], order: SequenceQuestion['order']): T[] {
  return order(items.length).map((at) => items[at] as T);
}
