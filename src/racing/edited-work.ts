/** What a race computes, and what its processes computed before, where a change of a model is raced. */
import type { Race } from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import { editedGraph } from '../workloads/graph-edit';
import type { Workload } from '../workloads/workload';

export interface RacedGraphs {
  /** What is timed and proven. */
  readonly graph: Graph;
  /** Before the change; null where nothing is changed. */
  readonly original: Graph | null;
}

/** Throws where a race was accepted whose change makes no sense. */
export function racedGraphs(
  race: Pick<Race, 'parameters' | 'batchSize' | 'scenario'>,
  workload: Workload,
): RacedGraphs {
  const original = workload.graph(race.parameters, race.batchSize);
  const edit = race.scenario?.experimentation?.edit;
  if (!edit) return { graph: original, original: null };
  const graph = editedGraph(original, edit);
  if (!graph) throw new Error(`The workload ${workload.id} cannot be changed by ${edit}`);
  return { graph, original };
}
