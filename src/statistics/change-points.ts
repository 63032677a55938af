/**
 * Where the level of a series changes: exact optimal segmentation with pruning (PELT; Killick, Fearnhead and Eckley
 * 2012, "Optimal detection of changepoints with a linear computational cost").
 */
import { MAD_TO_STANDARD_DEVIATION, median } from './descriptive';

/** Indices from `start` up to, without, `end` that share one level. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  /** Of the values, a few wild ones drawn in. */
  readonly mean: number;
}

/** A level that is held for fewer values is not told from noise. */
export const SHORTEST_SEGMENT = 3;
/** Each change of level costs so many ln n in units of the noise variance; 2 would be Schwarz's criterion. */
export const PENALTY = 5;
/** A value further than so many standard deviations from its neighbours' median is drawn in to that. */
const WILD = 2.5;
const NEIGHBOURS = 2;

/**
 * Segments of constant mean that together have the least Σ(x − mean)²/σ² + penalty per change, σ the noise from one
 * value to the next (by differences, which a change of level hardly moves: von Neumann et al. 1941). One segment
 * where there are fewer than 6 values, or where all are equal.
 */
export function levelSegments(values: readonly number[]): Segment[] {
  const noise = successiveNoise(values);
  const calm = withoutWild(values, noise);
  const whole = segment(calm, 0, calm.length);
  if (values.length < 2 * SHORTEST_SEGMENT) return [whole];
  // Without any noise every step is one: the smallest number that still divides stands in.
  return bestSegments(calm, Math.max(noise, Number.EPSILON * Math.abs(whole.mean), Number.MIN_VALUE));
}

/** Standard deviation of the noise between neighbours. */
export function successiveNoise(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const steps = values.slice(1).map((value, index) => Math.abs(value - (values[index] ?? NaN)));
  return (MAD_TO_STANDARD_DEVIATION * median(steps)) / Math.SQRT2;
}

function withoutWild(values: readonly number[], noise: number): number[] {
  return values.map((value, index) => {
    const around = median(values.slice(Math.max(0, index - NEIGHBOURS), index + NEIGHBOURS + 1));
    return Math.min(around + WILD * noise, Math.max(around - WILD * noise, value));
  });
}

function segment(values: readonly number[], start: number, end: number): Segment {
  const sum = values.slice(start, end).reduce((total, value) => total + value, 0);
  return { start, end, mean: sum / (end - start) };
}

/** Running sums of values and of their squares, in units of the noise: `sums[end] - sums[start]` is that of a stretch. */
function runningSums(values: readonly number[], noise: number): { sums: Float64Array; squares: Float64Array } {
  // Around a typical value: the difference of two large sums would lose the small one.
  const centre = median(values);
  const sums = new Float64Array(values.length + 1);
  const squares = new Float64Array(values.length + 1);
  values.forEach((value, index) => {
    const scaled = (value - centre) / noise;
    sums[index + 1] = (sums[index] ?? NaN) + scaled;
    squares[index + 1] = (squares[index] ?? NaN) + scaled ** 2;
  });
  return { sums, squares };
}

/** The segmentation of least cost, of values as they are; `noise` is their standard deviation within a segment. */
export function bestSegments(values: readonly number[], noise: number): Segment[] {
  const { sums, squares } = runningSums(values, noise);
  const penalty = PENALTY * Math.log(values.length);
  const best = new Float64Array(values.length + 1).fill(Infinity);
  best[0] = -penalty;
  const lastChange = new Uint32Array(values.length + 1);
  const costs = new Float64Array(values.length + 1);
  let candidates = [0];
  for (let end = SHORTEST_SEGMENT; end <= values.length; end += 1) {
    const [sumToEnd, squaresToEnd] = [sums[end] ?? NaN, squares[end] ?? NaN];
    let least = Infinity;
    for (const start of candidates) {
      // Squares around the mean of this stretch, after the best way to its start.
      const sum = sumToEnd - (sums[start] ?? NaN);
      const around = squaresToEnd - (squares[start] ?? NaN) - (sum * sum) / (end - start);
      const cost = (best[start] ?? Infinity) + around + penalty;
      costs[start] = cost;
      if (cost >= least) continue;
      least = cost;
      lastChange[end] = start;
    }
    best[end] = least;
    // A start that is worse by more than a change costs can never be the best again.
    candidates = candidates.filter((start) => (costs[start] ?? Infinity) - penalty <= least);
    candidates.push(end - SHORTEST_SEGMENT + 1);
  }
  const segments: Segment[] = [];
  for (let end = values.length; end > 0; end = lastChange[end] ?? 0) {
    segments.unshift(segment(values, lastChange[end] ?? 0, end));
  }
  return segments;
}
