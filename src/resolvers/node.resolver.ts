import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { isId } from '../entities/ids';
import { badInput } from '../errors';
import { NodeType } from '../schema/node.type';
import { findWorkload } from '../workloads/catalog';
import type { ApiContext } from './context';
import { isPlainId } from './input-rules';
import { toEngine } from './mappers/engine.mapper';
import { toHardwareProfile } from './mappers/hardware-profile.mapper';
import { toRace } from './mappers/race.mapper';
import { toReport } from './mappers/report.mapper';
import { toRun } from './mappers/run.mapper';
import { toSweep } from './mappers/sweep.mapper';
import { toTrial } from './mappers/trial.mapper';
import { toWorkload } from './mappers/workload.mapper';
import { Scope } from './scope';

/** Anything, by its id alone. */
@Resolver()
export class NodeResolver {
  @Scope('READ')
  @Query(() => NodeType, { nullable: true, description: 'Anything by its id; null where nothing has it.' })
  node(@Arg('id', () => ID) id: string, @Ctx() context: ApiContext): Promise<NodeType | null> {
    return isPlainId(id) ? findNamed(id, context) : findRow(id, context);
  }
}

/** Engines and workloads: no id names one of each. */
async function findNamed(id: string, { loaders }: ApiContext): Promise<NodeType | null> {
  const workload = findWorkload(id);
  if (workload) return toWorkload(workload);
  const engine = await loaders.engines.load(id);
  return engine && toEngine(engine);
}

async function findRow(id: string, { loaders, services }: ApiContext): Promise<NodeType | null> {
  if (isId('race', id)) return mapped(await loaders.races.load(id), toRace);
  if (isId('run', id)) return mapped(await loaders.runs.load(id), toRun);
  if (isId('hw', id)) return mapped(await loaders.hardwareProfiles.load(id), toHardwareProfile);
  if (isId('trial', id)) return mapped((await services.reader.trials([id]))[0] ?? null, toTrial);
  if (isId('report', id)) return mapped(await loaders.reports.load(id), toReport);
  if (isId('sweep', id)) return mapped(await loaders.sweeps.load(id), toSweep);
  throw badInput('id', 'This is not an id.', 'Pass an id as the API gave it.');
}

function mapped<Row>(row: Row | null, toNode: (row: Row) => NodeType): NodeType | null {
  return row && toNode(row);
}
