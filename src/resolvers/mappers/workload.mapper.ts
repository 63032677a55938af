/** Workloads as the catalog knows them. */
import { WorkloadType } from '../../schema/workload.type';
import type { Race } from '../../entities/race.entity';
import { workloadOf } from '../../racing/race-workload';
import { describeWorkload, type WorkloadDescription } from '../../workloads/describe';
import type { Workload } from '../../workloads/workload';
import { make } from './make';

type Described = 'layers' | 'parameterCount' | 'flopsPerItem' | 'compulsoryBytesPerItem';

export function toWorkload(definition: Workload): WorkloadType {
  const { id, name, description, source, tasks, parameters, itemName } = definition;
  return make<WorkloadType, Described>(WorkloadType, {
    id,
    name,
    description,
    source,
    itemName,
    tasks: [...tasks],
    parameters: parameters.map((parameter) => ({ ...parameter })),
    definition,
  });
}

/** The workload of a race, also of an old one that this server does not have. */
export function toWorkloadOfRace(race: Race): WorkloadType {
  const id = race.workload;
  const definition = workloadOf({ ...race, scenario: null });
  if (definition) return toWorkload(definition);
  return make<WorkloadType, Described>(WorkloadType, {
    id,
    name: id,
    description: 'This server does not have this workload.',
    source: null,
    itemName: 'samples',
    tasks: [],
    parameters: [],
    definition: null,
  });
}

const UNKNOWN: WorkloadDescription = { layers: [], parameterCount: 0, flopsPerItem: 0, compulsoryBytesPerItem: null };
const descriptions = new WeakMap<Workload, WorkloadDescription>();

/** Built once for each workload: it makes the whole graph. */
export function describe({ definition }: Pick<WorkloadType, 'definition'>): WorkloadDescription {
  if (!definition) return UNKNOWN;
  const known = descriptions.get(definition);
  if (known) return known;
  const description = describeWorkload(definition);
  descriptions.set(definition, description);
  return description;
}
