import { Arg, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { drawBlocks } from '../charts/blocks';
import { drawRoofline } from '../charts/roofline';
import { drawSpeedups } from '../charts/speedups';
import { drawStages } from '../charts/stages';
import type { Race } from '../entities/race.entity';
import type { Run } from '../entities/run.entity';
import { limitFor, subjectOf } from '../racing/limits-of-machine';
import { blocksOf, coldStartsOf, rooflineOf } from '../racing/race-charts';
import { speedupsOf } from '../racing/race-speedups';
import { entrants } from '../statistics/race-analysis';
import { ChartType } from '../schema/chart.type';
import { OF_CHART } from '../schema/complexity';
import { RaceChartKind, type RaceChartKindName } from '../schema/race-chart-kind.enum';
import { RaceType } from '../schema/race.type';
import type { ApiContext } from './context';
import { drawn } from './drawn';
import { startOf } from './start-of-run';

type Draw = (race: Race, runs: readonly Run[], context: ApiContext) => Promise<ChartType | null>;

/** A race as a picture. */
@Resolver(() => RaceType)
export class RaceChartResolver {
  @FieldResolver(() => ChartType, {
    complexity: OF_CHART,
    nullable: true,
    description:
      'Of a running race, as far as it has come. Null where there is nothing of the kind: no pair compared, no block, no process that started alone, no limit of the machine.',
  })
  async chart(
    @Root() { id, row }: RaceType,
    @Arg('kind', () => RaceChartKind, { defaultValue: 'SPEEDUPS' }) kind: RaceChartKindName,
    @Ctx() context: ApiContext,
  ): Promise<ChartType | null> {
    return CHARTS[kind](row, await context.loaders.briefRunsOfRace.load(id), context);
  }
}

const CHARTS: Readonly<Record<RaceChartKindName, Draw>> = {
  SPEEDUPS: async (race, runs) => drawn(speedupsOf(race, runs), drawSpeedups),
  BLOCKS: async (race, runs, { loaders }) =>
    drawn(blocksOf(race, runs, await loaders.sampledTrials.load(race.id)), drawBlocks),
  COLD_START: async (race, runs, { loaders }) => {
    const shown = entrants(runs);
    const starts = await Promise.all(shown.map(({ id }) => startOf(loaders, id)));
    return drawn(coldStartsOf(race, shown, starts), drawStages);
  },
  ROOFLINE: async (race, runs, { loaders }) => {
    const { hardwareProfileId } = race;
    const profile = hardwareProfileId === null ? null : await loaders.hardwareProfiles.load(hardwareProfileId);
    const limit = limitFor(subjectOf(race), profile?.limits ?? []);
    return drawn(limit ? rooflineOf(race, runs, limit) : null, drawRoofline);
  },
};
