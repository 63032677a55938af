/** How near a run comes to what its machine can do at most: the roofline (Williams, Waterman, Patterson 2009; method.md §5). */
/** Arrays of together so many bytes, and the bytes that a second moved through them. */
export interface StreamRate {
  readonly workingSetBytes: number;
  readonly bytesPerSecond: number;
}

/** What holds an ideal implementation back: arithmetic, or moving bytes. */
export type LimitSideName = 'COMPUTE' | 'MEMORY';

export interface ShareOfLimit {
  /** 100: as fast as the machine was ever seen to do such work. Never clipped. */
  readonly percent: number;
  readonly side: LimitSideName;
}

/** Of one iteration, the same for all engines. */
export interface AnalyticWork {
  readonly flops: number;
  /** That no implementation can avoid moving. */
  readonly bytes: number;
}

export interface AttainableRates {
  readonly flopsPerSecond: number;
  /** By size, the smallest first. */
  readonly streams: readonly StreamRate[];
}

/** Above it the limit is out of date, or the bytes come from a nearer cache than was measured. */
export const IMPLAUSIBLE_PERCENT = 105;

/**
 * The shortest time that the machine could take, as a part of the time that was taken. Null where neither side says
 * anything: no matrix product, and fewer bytes than the smallest set that was measured (they may lie in any cache).
 */
export function shareOfLimit(
  { flops, bytes }: AnalyticWork,
  secondsPerIteration: number,
  limit: AttainableRates,
): ShareOfLimit | null {
  const computeSeconds = flops / limit.flopsPerSecond;
  const rate = streamRate(limit.streams, bytes);
  const memorySeconds = rate === null ? 0 : bytes / rate;
  const shortest = Math.max(computeSeconds, memorySeconds);
  if (shortest === 0) return null;
  return {
    percent: (100 * shortest) / secondsPerIteration,
    side: computeSeconds >= memorySeconds ? 'COMPUTE' : 'MEMORY',
  };
}

/**
 * Bytes per second of the largest set that is no larger than what is moved: a smaller set is nearer to the processor, and
 * faster. Null where even the smallest is larger.
 */
export function streamRate(streams: readonly StreamRate[], bytes: number): number | null {
  return streams.filter(({ workingSetBytes }) => workingSetBytes <= bytes).at(-1)?.bytesPerSecond ?? null;
}
