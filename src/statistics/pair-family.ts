/** Pairs that are judged together and share one error. */
import type { PairAnalysis } from './analysis';
import { analysePair, judgePair, type PairRule } from './pair-analysis';
import type { TrialValues } from './trial-values';
import { isFaster } from './verdict';

export type Pair = readonly [baseline: TrialValues, candidate: TrialValues];

/**
 * Every pair with its simultaneous interval (Bonferroni over all of them) and with Holm's decision on who is faster:
 * once k pairs are shown to differ, only the others can still be called different in error, so that these share the
 * whole error among them (Holm 1979, "A simple sequentially rejective multiple test procedure"), again and again
 * until no more are shown. A pair that only this shows is flagged STEP_DOWN: its interval, valid for all pairs at
 * once, may hold 1. That a difference does not matter is always judged by the simultaneous interval, so that each of
 * the two kinds of statement keeps the promised error over all pairs.
 */
export function analyseFamily(pairs: readonly Pair[], rule: Omit<PairRule, 'comparisons'>): PairAnalysis[] {
  const count = Math.max(1, pairs.length);
  let analyses = pairs.map(([baseline, candidate]) =>
    analysePair(baseline, candidate, { ...rule, comparisons: count }),
  );
  for (let remaining = count; ;) {
    const shown = analyses.filter(({ verdict }) => isFaster(verdict)).length;
    if (shown === 0 || count - shown === remaining || shown === count) return analyses;
    remaining = count - shown;
    const level = { ...rule, comparisons: remaining };
    analyses = analyses.map((analysis, index) => stepDown(analysis, pairs[index], level));
  }
}

/** The analysis as it is, unless the pair is open and differs at the level of the pairs that remain. */
function stepDown(analysis: PairAnalysis, pair: Pair | undefined, level: PairRule): PairAnalysis {
  if (!pair || analysis.verdict !== 'INCONCLUSIVE') return analysis;
  const { judgement, robust } = judgePair(...pair, level);
  if (!robust || !isFaster(judgement.verdict)) return analysis;
  // The reasons that the stricter level had against a verdict do not hold at this one.
  const flags = analysis.flags.filter((flag) => flag !== 'TOO_FEW_ROUNDS' && flag !== 'WARMING');
  return { ...analysis, verdict: judgement.verdict, furtherRounds: null, flags: [...flags, 'STEP_DOWN'] };
}
