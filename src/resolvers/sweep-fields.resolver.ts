import { Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { RaceStatusName } from '../entities/race.entity';
import { drawCurves } from '../charts/curves';
import { hasEnded } from '../racing/race-status';
import { statusOf } from '../racing/races-together';
import { curvesOf } from '../racing/sweep-chart';
import { crossoversOfSweep, sweepSentence, type MeasuredValue } from '../racing/sweep-result';
import { ChartType } from '../schema/chart.type';
import { OF_CHART } from '../schema/complexity';
import { RaceStatus } from '../schema/race-status.enum';
import { SweepCrossoverType } from '../schema/sweep-crossover.type';
import { SweepCurveType } from '../schema/sweep-curve.type';
import { SweepPointType } from '../schema/sweep-point.type';
import { SweepType } from '../schema/sweep.type';
import type { ApiContext } from './context';
import { drawn } from './drawn';
import { make } from './mappers/make';
import { toRace } from './mappers/race.mapper';
import { toCrossover, toCurves } from './mappers/sweep.mapper';

/** What the races of a sweep say together. */
@Resolver(() => SweepType)
export class SweepFieldsResolver {
  @FieldResolver(() => RaceStatus)
  async status(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<RaceStatusName> {
    return statusOf((await valuesOf(sweep, context)).map(({ race }) => race));
  }

  @FieldResolver(() => Int)
  async racesEnded(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<number> {
    const values = await valuesOf(sweep, context);
    return values.filter(({ race }) => race && hasEnded(race.status)).length;
  }

  @FieldResolver(() => [SweepPointType])
  async points(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<SweepPointType[]> {
    const values = await valuesOf(sweep, context);
    return values.map(({ value, race }) => make(SweepPointType, { value, race: race && toRace(race) }));
  }

  @FieldResolver(() => [SweepCurveType])
  async curves(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<SweepCurveType[]> {
    return toCurves(await valuesWithRuns(sweep, context));
  }

  @FieldResolver(() => [SweepCrossoverType])
  async crossovers(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<SweepCrossoverType[]> {
    return crossoversOfSweep(await valuesWithRuns(sweep, context), sweep.row).map(toCrossover);
  }

  @FieldResolver(() => String, { nullable: true })
  async verdict(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<string | null> {
    return sweepSentence(await valuesWithRuns(sweep, context), sweep.row);
  }

  @FieldResolver(() => ChartType, { nullable: true, complexity: OF_CHART })
  async chart(@Root() sweep: SweepType, @Ctx() context: ApiContext): Promise<ChartType | null> {
    return drawn(curvesOf(await valuesWithRuns(sweep, context), sweep.row), drawCurves);
  }
}

async function valuesOf({ id }: SweepType, { loaders }: ApiContext): Promise<MeasuredValue[]> {
  const points = await loaders.pointsOfSweep.load(id);
  return Promise.all(
    points.map(async ({ value, raceId }) => ({
      value,
      race: raceId === null ? null : await loaders.races.load(raceId),
      runs: [],
    })),
  );
}

async function valuesWithRuns(sweep: SweepType, context: ApiContext): Promise<MeasuredValue[]> {
  const values = await valuesOf(sweep, context);
  return Promise.all(
    values.map(async (value) => ({
      ...value,
      runs: value.race ? await context.loaders.briefRunsOfRace.load(value.race.id) : [],
    })),
  );
}
