import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HardwareProfileConnectionType } from '../schema/hardware-profile-connection.type';
import { HardwareProfileType } from '../schema/hardware-profile.type';
import { MachineLimitType } from '../schema/machine-limit.type';
import { MeasureLimitsInput } from '../schema/measure-limits.input';
import { RaceConnectionType } from '../schema/race-connection.type';
import { limitsOf } from '../racing/limits-of-machine';
import { resolveThreads } from '../racing/race-request-rules';
import type { ApiContext } from './context';
import { toHardwareProfile, toHardwareProfileConnection, toMachineLimit } from './mappers/hardware-profile.mapper';
import { toRaceConnection } from './mappers/race.mapper';
import { PagingArgs } from './paging.args';
import { pageRequest } from './paging';
import { Scope } from './scope';

/** The machines that races were measured on. */
@Resolver(() => HardwareProfileType)
export class HardwareProfileResolver {
  @Scope('READ')
  @Query(() => HardwareProfileConnectionType, {
    description: 'The machines that races were measured on, newest first.',
  })
  async hardwareProfiles(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { services }: ApiContext,
  ): Promise<HardwareProfileConnectionType> {
    return toHardwareProfileConnection(await services.reader.hardwareProfilePage(pageRequest('hw', first, after)));
  }

  @Scope('ADMIN')
  @Mutation(() => HardwareProfileType, {
    description:
      'Measures what this machine can do at most, as soon as no race waits (a minute or two), and returns its profile at once: `limits` shows it when it is measured. A race that comes meanwhile goes first.',
  })
  async measureLimits(
    @Arg('input', () => MeasureLimitsInput) input: MeasureLimitsInput,
    @Ctx() { services, caller }: ApiContext,
  ): Promise<HardwareProfileType> {
    const { device, precision } = input;
    const threads = device === 'GPU' ? null : resolveThreads({ threads: input.threads ?? null });
    return toHardwareProfile(await services.measureLimits({ device, precision, threads }, caller));
  }

  @FieldResolver(() => [MachineLimitType])
  async limits(@Root() { id }: HardwareProfileType, @Ctx() { loaders }: ApiContext): Promise<MachineLimitType[]> {
    const profile = await loaders.hardwareProfiles.load(id);
    return limitsOf(profile?.limits ?? []).map(toMachineLimit);
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
