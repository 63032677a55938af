/** What the times of served requests say: how long each took from when it was due, and how late it was let in. */

/** Of each request, from one begin, in nanoseconds; ascending. */
export interface RequestTimes {
  readonly scheduledNanoseconds: readonly number[];
  readonly issuedNanoseconds: readonly number[];
  readonly completedNanoseconds: readonly number[];
}

/**
 * From when each was due to its result. Never from when it was issued: what waits behind a slow one would count for
 * nothing (Tene, "How NOT to measure latency": coordinated omission).
 */
export function latenciesOf({ scheduledNanoseconds, completedNanoseconds }: RequestTimes): number[] {
  return scheduledNanoseconds.map((scheduled, index) => (completedNanoseconds[index] ?? NaN) - scheduled);
}

/** How much later than possible each was issued: after it was due, and the one before it done. The generator's own error. */
export function latenessOf({ scheduledNanoseconds, issuedNanoseconds, completedNanoseconds }: RequestTimes): number[] {
  return scheduledNanoseconds.map(
    (scheduled, index) => (issuedNanoseconds[index] ?? NaN) - Math.max(scheduled, completedNanoseconds[index - 1] ?? 0),
  );
}

/** The smallest value that at least so large a part of the sample does not exceed (nearest rank); NaN of an empty one. */
export function nearestRank(values: readonly number[], percentile: number): number {
  const ascending = [...values].sort((a, b) => a - b);
  return ascending[Math.max(0, Math.ceil((percentile / 100) * ascending.length) - 1)] ?? NaN;
}
