import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { HardwareProfileConnectionType } from '../schema/hardware-profile-connection.type';
import { HardwareProfileType } from '../schema/hardware-profile.type';
import { RaceConnectionType } from '../schema/race-connection.type';
import type { ApiContext } from './context';
import { toHardwareProfileConnection } from './mappers/hardware-profile.mapper';
import { toRaceConnection } from './mappers/race.mapper';
import { PagingArgs } from './paging.args';
import { pageRequest } from './paging';

/** The machines that races were measured on. */
@Resolver(() => HardwareProfileType)
export class HardwareProfileResolver {
  @Query(() => HardwareProfileConnectionType, {
    description: 'The machines that races were measured on, newest first.',
  })
  async hardwareProfiles(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { services }: ApiContext,
  ): Promise<HardwareProfileConnectionType> {
    return toHardwareProfileConnection(await services.reader.hardwareProfilePage(pageRequest('hw', first, after)));
  }

  @FieldResolver(() => RaceConnectionType, { description: 'The races measured on it, newest first.' })
  async races(
    @Root() { id }: HardwareProfileType,
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { loaders }: ApiContext,
  ): Promise<RaceConnectionType> {
    return toRaceConnection(await loaders.racePages.load({ parentId: id, request: pageRequest('race', first, after) }));
  }
}
