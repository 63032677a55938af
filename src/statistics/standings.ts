/** Tiers instead of ranks: a place is only given where a difference is shown. */
import type { PairAnalysis, StandingEntry } from './analysis';
import { positiveZero } from './descriptive';
import { hodgesLehmann } from './signed-rank';
import { roundDifferences } from './pair-analysis';
import type { TrialValues } from './trial-values';

/**
 * The runs from fastest to slowest by the sum of their Hodges–Lehmann log ratios to all others: it uses the
 * pairing, so noise that a whole round shares cancels, and for two runs it is the sign of their ratio. Equal sums
 * are ordered by run id.
 */
export function fromFastest(runs: readonly TrialValues[]): TrialValues[] {
  const scored = runs.map((run) => {
    const toOthers = runs.filter((other) => other !== run && run.logTypical.length > 0);
    const ratios = toOthers.map((other) => hodgesLehmann(roundDifferences(other.logTypical, run.logTypical)));
    return { run, score: positiveZero(ratios.reduce((sum, ratio) => sum + ratio, 0)) };
  });
  return scored.sort((a, b) => a.score - b.score || (a.run.runId < b.run.runId ? -1 : 1)).map((entry) => entry.run);
}

function fasterOf(pair: PairAnalysis): { faster: string; slower: string } | null {
  if (pair.verdict === 'BASELINE_FASTER') return { faster: pair.baselineRunId, slower: pair.candidateRunId };
  if (pair.verdict === 'CANDIDATE_FASTER') return { faster: pair.candidateRunId, slower: pair.baselineRunId };
  return null;
}

/**
 * Tier of a run: one more than the highest tier among the runs that are shown to be faster (1 where none is), in
 * the order of `ordered` (from fastest) within a tier. `pairs` are all pairs, with the correction for all of them.
 * A pair shown against the order, which medians of differences allow in principle, does not count.
 */
export function tiers(ordered: readonly TrialValues[], pairs: readonly PairAnalysis[]): StandingEntry[] {
  const shown = pairs.flatMap((pair) => fasterOf(pair) ?? []);
  const tierOf = new Map<string, number>();
  for (const { runId } of ordered) {
    const faster = shown.filter((pair) => pair.slower === runId).map((pair) => tierOf.get(pair.faster) ?? 0);
    tierOf.set(runId, 1 + Math.max(0, ...faster));
  }
  const entries = ordered.map(({ runId }) => ({ tier: tierOf.get(runId) ?? 1, runId }));
  return entries.sort((a, b) => a.tier - b.tier);
}
