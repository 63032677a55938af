import { GraphQLSafeInt } from 'graphql-scalars';
import { Arg, Ctx, FieldResolver, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { StoredEvent } from '../racing/stored-events';
import { RaceEventType } from '../schema/race-event.type';
import { RaceType } from '../schema/race.type';
import { forgetLoadedRows, type ApiContext } from './context';
import { requirePresent } from './input-rules';
import { toRace } from './mappers/race.mapper';
import { toRaceEvent } from './mappers/race-event.mapper';
import { openRaceEvents, type RaceEventsArguments } from './race-events-source';
import { Scope } from './scope';

/** A race as it happens. */
@Resolver(() => RaceEventType)
export class RaceEventResolver {
  @Scope('READ')
  @Subscription(() => RaceEventType, {
    description:
      'Every event of a race has a sequence number. Begins with the stored events after `after`, then goes on live: ' +
      "no gap, no duplicate. Completes after the race's last event.",
    subscribe: ({ args, context }) => openRaceEvents(args as RaceEventsArguments, context as ApiContext),
  })
  raceEvents(
    @Root() event: StoredEvent,
    @Arg('raceId', () => ID) _raceId: string,
    @Arg('after', () => GraphQLSafeInt, {
      nullable: true,
      description: 'Sequence number of the last event seen; left out: from the first one.',
    })
    _after: number | null | undefined,
    @Ctx() context: ApiContext,
  ): RaceEventType {
    forgetLoadedRows(context);
    return toRaceEvent(event);
  }

  @FieldResolver(() => RaceType)
  async race(@Root() { raceId }: RaceEventType, @Ctx() { loaders }: ApiContext): Promise<RaceType> {
    return toRace(requirePresent(await loaders.races.load(raceId)));
  }
}
