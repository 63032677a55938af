import { GraphQLJSONObject } from 'graphql-scalars';
import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { LONG_RUN_FIELDS } from '../racing/race-reader';
import type { EnvironmentGradeName } from '../entities/race.entity';
import { aboveLimitWarnings } from '../racing/shares-of-race';
import { DisturbanceType } from '../schema/disturbance.type';
import { EnvironmentGrade } from '../schema/environment-grade.enum';
import { HardwareProfileType } from '../schema/hardware-profile.type';
import { RaceType } from '../schema/race.type';
import { RunType } from '../schema/run.type';
import { WarningType } from '../schema/warning.type';
import { WorkloadType } from '../schema/workload.type';
import { asksForAny } from './asked-fields';
import type { ApiContext } from './context';
import { toHardwareProfile } from './mappers/hardware-profile.mapper';
import { toWarnings } from './mappers/race.mapper';
import { make } from './mappers/make';
import { toRun } from './mappers/run.mapper';
import { toSpec } from './mappers/spec.mapper';
import { toWorkloadOfRace } from './mappers/workload.mapper';
import { sharesOf } from './shares';

/** What a race refers to. */
@Resolver(() => RaceType)
export class RaceFieldsResolver {
  @FieldResolver(() => WorkloadType)
  workload(@Root() { row }: RaceType): WorkloadType {
    return toWorkloadOfRace(row);
  }

  @FieldResolver(() => HardwareProfileType, { nullable: true })
  async hardware(@Root() { row }: RaceType, @Ctx() { loaders }: ApiContext): Promise<HardwareProfileType | null> {
    if (row.hardwareProfileId === null) return null;
    const profile = await loaders.hardwareProfiles.load(row.hardwareProfileId);
    return profile && toHardwareProfile(profile);
  }

  @FieldResolver(() => String, { nullable: true })
  async waitingFor(@Root() { row }: RaceType, @Ctx() { loaders }: ApiContext): Promise<string | null> {
    return loaders.waitingReasons.load(row);
  }

  @FieldResolver(() => GraphQLJSONObject)
  async spec(@Root() { id, row }: RaceType, @Ctx() { loaders }: ApiContext): Promise<Record<string, unknown>> {
    return toSpec(row, await loaders.runsOfRace.load(id));
  }

  @FieldResolver(() => EnvironmentGrade, { nullable: true })
  async environmentGrade(
    @Root() { id }: RaceType,
    @Ctx() { loaders }: ApiContext,
  ): Promise<EnvironmentGradeName | null> {
    return (await loaders.environments.load(id)).grade;
  }

  @FieldResolver(() => [DisturbanceType])
  async disturbances(@Root() { id }: RaceType, @Ctx() { loaders }: ApiContext): Promise<DisturbanceType[]> {
    const { disturbances } = await loaders.environments.load(id);
    return disturbances.map((each) => make(DisturbanceType, each));
  }

  /** What was stored when it ended, and what its machine's limits say since. */
  @FieldResolver(() => [WarningType])
  async warnings(@Root() { row }: RaceType, @Ctx() context: ApiContext): Promise<WarningType[]> {
    return toWarnings([...row.warnings, ...aboveLimitWarnings(await sharesOf(row, context))]);
  }

  @FieldResolver(() => [RunType])
  async runs(
    @Root() { id, row }: RaceType,
    @Ctx() { loaders }: ApiContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<RunType[]> {
    const runs = asksForAny(info, LONG_RUN_FIELDS) ? loaders.runsOfRace : loaders.briefRunsOfRace;
    const rows = await runs.load(id);
    if (asksForAny(info, ['engine'])) await loaders.engineTypes.prepare(rows.map(({ engine }) => engine));
    return rows.map((run) => toRun(run, row));
  }
}
