/** What a stored race computes. */
import type { Race } from '../entities/race.entity';
import { sequenceOrder } from '../statistics/schedule';
import { findWorkload } from '../workloads/catalog';
import type { Graph } from '../protocol/graph';
import { customWorkload } from '../workloads/custom-workload';
import { withVaryingSequences } from '../workloads/varying-sequences';
import { sequenceBatches, type SequenceBatch } from '../workloads/sequence-batches';
import type { Workload } from '../workloads/workload';

/** Undefined where this server does not have the workload any more. */
export function workloadOf(race: Pick<Race, 'workload' | 'graph' | 'scenario'>): Workload | undefined {
  const workload = race.graph ? customWorkload(race.graph) : findWorkload(race.workload);
  const policy = race.scenario?.variableLengths?.policy;
  return workload && policy ? withVaryingSequences(workload, policy) : workload;
}

/** Of which every iteration computes all, so that its floating-point operations are known; else undefined. */
export function fixedGraphOf(race: Race): Graph | undefined {
  return race.scenario?.variableLengths ? undefined : workloadOf(race)?.graph(race.parameters, race.batchSize);
}

type Sequenced = Pick<Race, 'scenario' | 'parameters' | 'batchSize' | 'seed'>;

/** Of each batch of a pass; null where all sequences are as long. */
export function sequencesOf({ scenario, parameters, batchSize, seed }: Sequenced): SequenceBatch[] | null {
  const policy = scenario?.variableLengths?.policy;
  const order = (n: number) => sequenceOrder(seed, n);
  return policy ? sequenceBatches({ policy, longest: parameters['sequenceLength'] ?? 1, batchSize, order }) : null;
}
