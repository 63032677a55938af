/** After how many iterations the run that is slower to start, and faster afterwards, has caught up. */
import type { BreakEven, Interval } from './analysis';
import { widened, wideningFactor } from './autocorrelation';
import { mean, positiveZero } from './descriptive';
import { alphaPerLook, attainedConfidence } from './looks';
import { lowerEnd, signedRankInterval } from './signed-rank';
import type { TrialValues } from './trial-values';

export interface BreakEvenRule {
  /** Overall, over all looks and all pairs. */
  readonly confidence: number;
  /** Pairs that the confidence is shared by. */
  readonly comparisons: number;
}

/**
 * The ratio θ of two paired samples, by inverting the exact signed-rank test of "xᵢ − θyᵢ are symmetric about 0":
 * Fieller's device (1954, "Some problems in interval estimation") with Wilcoxon's test in the place of Student's. Where
 * every Walsh average of y is positive the ends are order statistics of the ratios of the Walsh averages, as those of
 * Hodges and Lehmann's interval are of the averages; otherwise the least interval that holds every θ that is not
 * rejected. `confidence` is that of `signedRankInterval`. Null where θ has no bounds: where the interval of y holds 0.
 * Negating both samples changes nothing, to the last bit.
 */
export function signedRankRatio(
  numerators: readonly number[],
  denominators: readonly number[],
  alpha: number,
): Interval | null {
  const slope = signedRankInterval(denominators, alpha);
  if (slope.low <= 0 && slope.high >= 0) return null;
  const { index, level } = lowerEnd(denominators.length, alpha);
  const steps = crossings(numerators, denominators, slope.low > 0 ? 1 : -1);
  const all = (numerators.length * (numerators.length + 1)) / 2;
  const ratioOf = (step: Crossing | undefined) => step?.ratio ?? Number.NaN;
  const middle = [steps.find(({ after }) => after <= all / 2), steps.findLast(({ before }) => before >= all / 2)];
  return {
    value: mean(middle.map(ratioOf)),
    low: positiveZero(ratioOf(steps.find(({ after }) => after <= all - index))),
    high: positiveZero(ratioOf(steps.findLast(({ before }) => before >= index))),
    confidence: 1 - level,
  };
}

/** Where a Walsh average of x − θy changes its sign as θ grows, and how many are positive before and after. */
interface Crossing {
  readonly ratio: number;
  readonly before: number;
  readonly after: number;
}

/** In the order of θ. `sign` is that of y; an average of y that is 0 crosses nowhere. */
function crossings(numerators: readonly number[], denominators: readonly number[], sign: 1 | -1): Crossing[] {
  const averages = numerators.flatMap((x, i) =>
    numerators.slice(i).map((other, offset) => ({
      x: sign * (x + other),
      y: sign * ((denominators[i] ?? Number.NaN) + (denominators[i + offset] ?? Number.NaN)),
    })),
  );
  let positive = averages.filter(({ x, y }) => y > 0 || (y === 0 && x > 0)).length;
  return averages
    .filter(({ y }) => y !== 0)
    .map(({ x, y }) => ({ ratio: x / y, change: y > 0 ? -1 : 1 }))
    .sort((a, b) => a.ratio - b.ratio)
    .map(({ ratio, change }) => {
      const before = positive;
      positive += change;
      return { ratio, before, after: positive };
    });
}

/**
 * Between two runs whose starts were raced: (s_A − s_B) / (t_B − t_A) iterations after the first result, s the time until
 * steady and t that of an iteration. Widened where rounds depend on each other; no less than 0. Null where a round is
 * not known, where the rounds are too few to say anything, where it is not shown that an iteration takes longer in one
 * of them, and where that one does not start sooner.
 */
export function breakEvenOf(baseline: TrialValues, candidate: TrialValues, rule: BreakEvenRule): BreakEven | null {
  const rounds = baseline.starts.flatMap((start, round) => {
    const other = candidate.starts[round];
    if (!start || !other) return [];
    return [
      {
        start: other.secondsToSteady - start.secondsToSteady,
        gain: start.secondsPerIteration - other.secondsPerIteration,
      },
    ];
  });
  if (rounds.length === 0 || rounds.length < baseline.starts.length) return null;
  const [starts, gains] = [rounds.map(({ start }) => start), rounds.map(({ gain }) => gain)];
  const alpha = alphaPerLook(rule.confidence, rule.comparisons);
  const slope = widened(signedRankInterval(gains, alpha), wideningFactor(gains));
  const ratio = slope.low <= 0 && slope.high >= 0 ? null : signedRankRatio(starts, gains, alpha);
  if (!ratio || !(ratio.value > 0)) return null;
  const confidence = attainedConfidence(rule.confidence, rule.comparisons, ratio.confidence);
  if (confidence <= 0) return null;
  const left = starts.map((start, round) => start - ratio.value * (gains[round] ?? Number.NaN));
  const interval = widened(ratio, wideningFactor(left));
  return {
    iterations: { ...interval, low: Math.max(0, interval.low), confidence },
    runId: slope.low > 0 ? candidate.runId : baseline.runId,
  };
}
