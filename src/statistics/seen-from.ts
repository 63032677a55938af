/** A pair from the side of either of its runs. */
import type { PairAnalysis } from './analysis';
import { inverted } from './wording';

/** The pair with the given run as its baseline; null if it is not in it. */
export function seenFrom(runId: string, pair: PairAnalysis): PairAnalysis | null {
  if (pair.baselineRunId === runId) return pair;
  if (pair.candidateRunId !== runId) return null;
  const turned = { BASELINE_FASTER: 'CANDIDATE_FASTER', CANDIDATE_FASTER: 'BASELINE_FASTER' } as const;
  const verdict =
    pair.verdict === 'BASELINE_FASTER' || pair.verdict === 'CANDIDATE_FASTER' ? turned[pair.verdict] : pair.verdict;
  return { ...pair, baselineRunId: runId, candidateRunId: pair.baselineRunId, ratio: inverted(pair.ratio), verdict };
}
