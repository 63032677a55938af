import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { RaceConnectionType } from '../schema/race-connection.type';
import { RaceFilterInput } from '../schema/race-filter.input';
import { RaceType } from '../schema/race.type';
import { StartRaceInput } from '../schema/start-race.input';
import type { ApiContext } from './context';
import { requireId } from './input-rules';
import { toRaceConditions } from './mappers/race-filter.mapper';
import { toRace, toRaceConnection } from './mappers/race.mapper';
import { toStartRaceRequest } from './mappers/start-race.mapper';
import { pageRequest } from './paging';
import { PagingArgs } from './paging.args';
import { Scope } from './scope';

/** Asking for races, and starting, cancelling and deleting them. */
@Resolver(() => RaceType)
export class RaceResolver {
  @Scope('READ')
  @Query(() => RaceType, { nullable: true, description: 'One race; null where there is none of this id.' })
  async race(@Arg('id', () => ID) id: string, @Ctx() { loaders }: ApiContext): Promise<RaceType | null> {
    const row = await loaders.races.load(requireId('race', id, 'id'));
    return row && toRace(row);
  }

  @Scope('READ')
  @Query(() => RaceConnectionType, { description: 'Races, newest first.' })
  async races(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Arg('filter', () => RaceFilterInput, { nullable: true }) filter: RaceFilterInput | null | undefined,
    @Ctx() { services, loaders }: ApiContext,
  ): Promise<RaceConnectionType> {
    const request = pageRequest('race', first, after);
    const page = await services.reader.racePage(toRaceConditions(filter), request);
    for (const race of page.rows) loaders.races.prime(race.id, race);
    return toRaceConnection(page);
  }

  @Scope('RUN')
  @Mutation(() => RaceType, {
    description:
      'Puts a race into the queue and returns at once. An entrant that cannot run is no error: its run says why.',
  })
  async startRace(
    @Arg('input', () => StartRaceInput) input: StartRaceInput,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<RaceType> {
    return toRace(await services.races.start(toStartRaceRequest(input), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => RaceType, {
    description: 'Ends a race and keeps what was measured. A race that has ended stays as it is.',
  })
  async cancelRace(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<RaceType> {
    return toRace(await services.races.cancel(requireId('race', id, 'id'), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => ID, {
    description:
      "Deletes a race with everything measured in it, and returns its id. Others' races need the scope admin.",
  })
  async deleteRace(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<string> {
    return services.races.delete(requireId('race', id, 'id'), principal, caller);
  }
}
