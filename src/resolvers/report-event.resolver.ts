import { GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { ReportEvent } from '../racing/report-events';
import { RaceType } from '../schema/race.type';
import { ReportEventType } from '../schema/report-event.type';
import { ReportType } from '../schema/report.type';
import { forgetLoadedRows, type ApiContext } from './context';
import { requirePresent } from './input-rules';
import { make } from './mappers/make';
import { toRace } from './mappers/race.mapper';
import { toReport } from './mappers/report.mapper';
import { openReportEvents, type ReportEventsArguments } from './report-events-source';
import { Scope } from './scope';

/** A report as it grows. */
@Resolver(() => ReportEventType)
export class ReportEventResolver {
  @Scope('READ')
  @Subscription(() => ReportEventType, {
    description:
      'One event for each race of the report that has ended. Begins with those after `after`, then goes on live: no gap, ' +
      'no duplicate. Completes after the last. What happens within a race, `raceEvents` tells.',
    subscribe: ({ args, context }) => openReportEvents(args as ReportEventsArguments, context as ApiContext),
  })
  reportEvents(
    @Root() { sequence, reportId, name, raceId, isLast }: ReportEvent,
    @Arg('reportId', () => ID) _reportId: string,
    @Arg('after', () => GraphQLSafeInt, {
      nullable: true,
      description: 'Sequence number of the last event seen; left out: from the first one.',
    })
    _after: number | null | undefined,
    @Ctx() context: ApiContext,
  ): ReportEventType {
    forgetLoadedRows(context);
    return make<ReportEventType, 'race' | 'report'>(ReportEventType, { sequence, reportId, name, raceId, isLast });
  }

  @FieldResolver(() => RaceType, { nullable: true })
  async race(@Root() { raceId }: ReportEventType, @Ctx() { loaders }: ApiContext): Promise<RaceType | null> {
    const race = raceId === null ? null : await loaders.races.load(raceId);
    return race && toRace(race);
  }

  @FieldResolver(() => ReportType)
  async report(@Root() { reportId }: ReportEventType, @Ctx() { loaders }: ApiContext): Promise<ReportType> {
    return toReport(requirePresent(await loaders.reports.load(reportId)));
  }
}
