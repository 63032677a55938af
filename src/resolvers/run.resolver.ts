import { GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Args, Ctx, FieldResolver, Float, ID, Query, Resolver, Root } from 'type-graphql';
import type { Race } from '../entities/race.entity';
import { lengthsOfRun, type RunLengths } from '../racing/run-lengths';
import type { RunShare } from '../racing/shares-of-race';
import { ColdStartType } from '../schema/cold-start.type';
import { EditStartType } from '../schema/edit-start.type';
import { EngineVariantType } from '../schema/engine-variant.type';
import { EngineType } from '../schema/engine.type';
import { EstimateType } from '../schema/estimate.type';
import { RunInputPipelineType } from '../schema/input-pipeline.type';
import { LimitSide } from '../schema/limit-side.enum';
import { PercentilesType } from '../schema/percentiles.type';
import { RaceType } from '../schema/race.type';
import { RunLengthsType } from '../schema/run-lengths.type';
import { RunType } from '../schema/run.type';
import { TrialConnectionType } from '../schema/trial-connection.type';
import type { LimitSideName } from '../statistics/share-of-limit';
import type { ApiContext } from './context';
import { requireId, requirePresent } from './input-rules';
import { toVariant } from './mappers/engine.mapper';
import { toRunPipeline } from './mappers/input-pipeline.mapper';
import { toRace } from './mappers/race.mapper';
import {
  energyJoulesPerItem,
  flopsPerSecond,
  itemsPerSecond,
  requestsPerSecond,
  secondsPerIteration,
  timeToFirstResult,
  toRun,
} from './mappers/run.mapper';
import { toTrialConnection } from './mappers/trial.mapper';
import { loadRun } from './run-reference';
import { sharesOf } from './shares';
import { pageRequest } from './paging';
import { PagingArgs } from './paging.args';
import { Scope } from './scope';

/** One run, what it refers to, and the estimates that its race's analysis has of it. */
@Resolver(() => RunType)
export class RunResolver {
  @Scope('READ')
  @Query(() => RunType, { nullable: true, description: 'One run; null where there is none of this id.' })
  async run(@Arg('id', () => ID) id: string, @Ctx() { loaders }: ApiContext): Promise<RunType | null> {
    const row = await loaders.runs.load(requireId('run', id, 'id'));
    return row && toRun(row);
  }

  @FieldResolver(() => RaceType)
  async race(@Root() run: RunType, @Ctx() context: ApiContext): Promise<RaceType> {
    return toRace(await raceOf(run, context));
  }

  @FieldResolver(() => RunType, { nullable: true })
  async cloneOf(@Root() { row }: RunType, @Ctx() context: ApiContext): Promise<RunType | null> {
    return row.cloneOf === null ? null : loadRun(context, row.cloneOf);
  }

  @FieldResolver(() => EngineType)
  engine(@Root() { row }: RunType, @Ctx() { loaders }: ApiContext): EngineType | Promise<EngineType> {
    return loaders.engineTypes.of(row.engine);
  }

  @FieldResolver(() => EngineVariantType)
  async variant(@Root() { row }: RunType, @Ctx() { loaders }: ApiContext): Promise<EngineVariantType> {
    return toVariant(await loaders.engines.load(row.engine), row.variant);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  secondsPerIteration(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, secondsPerIteration);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  itemsPerSecond(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, itemsPerSecond);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  flopsPerSecond(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, flopsPerSecond);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  timeToFirstResultSeconds(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, timeToFirstResult);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  energyJoulesPerItem(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, energyJoulesPerItem);
  }

  @FieldResolver(() => EstimateType, { nullable: true })
  requestsPerSecond(@Root() run: RunType, @Ctx() context: ApiContext): Estimated {
    return ofRace(run, context, requestsPerSecond);
  }

  @FieldResolver(() => RunInputPipelineType, { nullable: true })
  async inputPipeline(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<RunInputPipelineType | null> {
    return toRunPipeline(await loaders.inputPipelines.load(id));
  }

  @FieldResolver(() => ColdStartType, { nullable: true })
  coldStart(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<ColdStartType | null> {
    return loaders.coldStarts.load(id);
  }

  @FieldResolver(() => RunLengthsType, { nullable: true })
  async variableLengths(@Root() run: RunType, @Ctx() context: ApiContext): Promise<RunLengths | null> {
    const race = await raceOf(run, context);
    // Of other races there is nothing to read.
    if (!race.scenario?.variableLengths) return null;
    return lengthsOfRun(race, run.id, await context.loaders.lengths.load(run.id));
  }

  @FieldResolver(() => EditStartType, { nullable: true })
  editStart(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<EditStartType | null> {
    return loaders.editStarts.load(id);
  }

  @FieldResolver(() => PercentilesType, { nullable: true })
  latency(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<PercentilesType | null> {
    return loaders.latencies.load(id);
  }

  @FieldResolver(() => GraphQLSafeInt, { nullable: true })
  async peakMemoryBytes(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<number | null> {
    return (await loaders.memoryPeaks.load(id)).residentBytes;
  }

  @FieldResolver(() => GraphQLSafeInt, { nullable: true })
  async peakDeviceMemoryBytes(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<number | null> {
    return (await loaders.memoryPeaks.load(id)).deviceBytes;
  }

  @FieldResolver(() => Float, { nullable: true })
  hostBoundShare(@Root() { id }: RunType, @Ctx() { loaders }: ApiContext): Promise<number | null> {
    return loaders.hostBoundShares.load(id);
  }

  @FieldResolver(() => Float, { nullable: true })
  async percentOfLimit(@Root() run: RunType, @Ctx() context: ApiContext): Promise<number | null> {
    return (await shareOf(run, context))?.percent ?? null;
  }

  @FieldResolver(() => LimitSide, { nullable: true })
  async limitedBy(@Root() run: RunType, @Ctx() context: ApiContext): Promise<LimitSideName | null> {
    return (await shareOf(run, context))?.side ?? null;
  }

  @FieldResolver(() => TrialConnectionType, { description: 'Its trials, the first round first.' })
  async trials(
    @Root() { id }: RunType,
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { loaders }: ApiContext,
  ): Promise<TrialConnectionType> {
    const request = pageRequest('trial', first, after);
    return toTrialConnection(await loaders.trialPages.load({ parentId: id, request }));
  }
}

async function shareOf(run: RunType, context: ApiContext): Promise<RunShare | undefined> {
  const shares = await sharesOf(await raceOf(run, context), context);
  return shares.find(({ runId }) => runId === run.id);
}

type Estimated = EstimateType | null | Promise<EstimateType | null>;

/** At once where the race is at hand: a page of races has hundreds of runs. */
function ofRace(
  run: RunType,
  context: ApiContext,
  estimate: (race: Race, runId: string) => EstimateType | null,
): Estimated {
  if (run.raceRow) return estimate(run.raceRow, run.id);
  return raceOf(run, context).then((race) => estimate(race, run.id));
}

async function raceOf({ row }: RunType, { loaders }: ApiContext): Promise<Race> {
  return requirePresent(await loaders.races.load(row.raceId));
}
