/** Where along a sweep one of two entrants stops being the faster one. */
import type { VerdictName } from './analysis';

/** One value of the sweep, and what its race says of the pair. */
export interface PairAtValue {
  readonly value: number;
  /** Candidate's time over baseline's; null where the pair was not compared. */
  readonly ratio: number | null;
  /** Null where the pair was not compared. */
  readonly verdict: VerdictName | null;
}

export type Side = 'BASELINE' | 'CANDIDATE';

export interface Crossover {
  /** At `below`, which is the next value at which either was shown to be faster; at `above` it is the other. */
  readonly fasterBelow: Side;
  readonly below: number;
  readonly above: number;
  /** Where the ratio is one if its logarithm is a line between the values; null where it passes one more than once. */
  readonly near: number | null;
}

/**
 * Between two values at which opposite sides were shown to be faster, with none between them at which either was. Both
 * ends carry the confidence of their races; two wrong verdicts in opposite directions are what it takes to see a
 * crossover where there is none. `points` by ascending value.
 */
export function crossoversOf(points: readonly PairAtValue[]): Crossover[] {
  const decided = points.flatMap((point, index) => {
    const side = fasterOf(point);
    return side === null ? [] : [{ side, index, value: point.value }];
  });
  return decided.flatMap((before, index) => {
    const after = decided[index + 1];
    if (!after || after.side === before.side) return [];
    const between = points.slice(before.index, after.index + 1);
    return [{ fasterBelow: before.side, below: before.value, above: after.value, near: whereEqual(between) }];
  });
}

function fasterOf({ verdict }: PairAtValue): Side | null {
  if (verdict === 'BASELINE_FASTER') return 'BASELINE';
  return verdict === 'CANDIDATE_FASTER' ? 'CANDIDATE' : null;
}

/** The only value at which the ratio is one, on logarithmic scales where no value is zero. */
function whereEqual(points: readonly PairAtValue[]): number | null {
  const isLogarithmic = points.every(({ value }) => value > 0);
  const known = points.flatMap(({ value, ratio }) =>
    ratio === null ? [] : [{ x: isLogarithmic ? Math.log(value) : value, y: Math.log(ratio) }],
  );
  const passes = known.flatMap((from, index) => {
    const to = known[index + 1];
    return to && Math.sign(from.y) !== Math.sign(to.y) && from.y !== 0 ? [zeroBetween(from, to)] : [];
  });
  const [only, another] = passes;
  if (only === undefined || another !== undefined) return null;
  return isLogarithmic ? Math.exp(only) : only;
}

interface Place {
  readonly x: number;
  readonly y: number;
}

const zeroBetween = (from: Place, to: Place) => from.x + ((to.x - from.x) * from.y) / (from.y - to.y);
