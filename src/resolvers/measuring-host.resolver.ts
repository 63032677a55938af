import { Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { HardwareProfileType } from '../schema/hardware-profile.type';
import { MeasuringHostType } from '../schema/measuring-host.type';
import type { ApiContext } from './context';
import { toHardwareProfile } from './mappers/hardware-profile.mapper';
import { make, toDate } from './mappers/make';
import { Scope } from './scope';

/** Who measures. */
@Resolver(() => MeasuringHostType)
export class MeasuringHostResolver {
  @Scope('READ')
  @Query(() => [MeasuringHostType], { description: 'The processes that measure just now, in the order they began.' })
  async measuringHosts(@Ctx() { services }: ApiContext): Promise<MeasuringHostType[]> {
    const hosts = await services.hosts.alive();
    return hosts.map(({ id, name, labels, startedAt, hardwareProfileId }) =>
      make<MeasuringHostType, 'hardware'>(MeasuringHostType, {
        ...{ id, name, labels, hardwareProfileId },
        startedAt: toDate(startedAt),
      }),
    );
  }

  @FieldResolver(() => HardwareProfileType, { nullable: true })
  async hardware(
    @Root() { hardwareProfileId }: MeasuringHostType,
    @Ctx() { loaders }: ApiContext,
  ): Promise<HardwareProfileType | null> {
    const profile = await loaders.hardwareProfiles.load(hardwareProfileId);
    return profile && toHardwareProfile(profile);
  }
}
