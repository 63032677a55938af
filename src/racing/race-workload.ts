/** What a stored race computes. */
import type { Race } from '../entities/race.entity';
import { findWorkload } from '../workloads/catalog';
import { customWorkload } from '../workloads/custom-workload';
import type { Workload } from '../workloads/workload';

/** Undefined where this server does not have the workload any more. */
export function workloadOf(race: Pick<Race, 'workload' | 'graph'>): Workload | undefined {
  return race.graph ? customWorkload(race.graph) : findWorkload(race.workload);
}
