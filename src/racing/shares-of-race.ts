/** How near the runs of a race come to what their machine can do at most. */
import type { Race, WarningFacts } from '../entities/race.entity';
import { compulsoryBytes, flopsPerIteration } from '../workloads/graph-facts';
import { timesBlocks } from './metric';
import {
  IMPLAUSIBLE_PERCENT,
  shareOfLimit,
  type AttainableRates,
  type ShareOfLimit,
} from '../statistics/share-of-limit';
import { fixedGraphOf } from './race-workload';

export interface RunShare extends ShareOfLimit {
  readonly runId: string;
}

/** Of each run whose iterations were timed and whose work the limit says something about. */
export function sharesOfRace(race: Race, limit: AttainableRates): RunShare[] {
  const graph = fixedGraphOf(race);
  if (!graph || !race.analysis || !timesBlocks(race.metric)) return [];
  const { task, precision } = race;
  const work = { flops: flopsPerIteration(graph, task), bytes: compulsoryBytes(graph, task, precision) };
  return race.analysis.runs.flatMap(({ runId, secondsPerIteration }) => {
    const share = secondsPerIteration && shareOfLimit(work, secondsPerIteration.value, limit);
    return share ? [{ runId, ...share }] : [];
  });
}

/** Of runs that are faster than the machine was ever seen to be: flagged, never clipped. */
export function aboveLimitWarnings(shares: readonly RunShare[]): WarningFacts[] {
  return shares
    .filter(({ percent }) => percent > IMPLAUSIBLE_PERCENT)
    .map(({ runId, percent }) => ({
      code: 'ABOVE_LIMIT',
      message: `This run reached ${Math.round(percent)} % of the machine's measured limit: the limit was measured at a slower moment (it is measured again when no race waits), or the bytes that it moves came from a nearer cache.`,
      runId,
    }));
}
