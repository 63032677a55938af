/** Whether others computed more beside one run than beside the other: then the machine, too, is in their ratio. */
import { hodgesLehmann, signedRankPValue } from './signed-rank';

/** Of the processors' time: as much as an entrant with one thread on twenty processors would miss. */
const UNEVEN_SHARE = 0.05;
const ALPHA = 0.01;

/** Shares per round, 0 to 1; rounds in which one is not known do not count. */
export function isLoadUneven(baseline: readonly (number | null)[], candidate: readonly (number | null)[]): boolean {
  const differences = baseline.flatMap((share, round) => {
    const other = candidate[round] ?? null;
    return share === null || other === null ? [] : [other - share];
  });
  if (differences.length === 0) return false;
  return Math.abs(hodgesLehmann(differences)) > UNEVEN_SHARE && signedRankPValue(differences) < ALPHA;
}
