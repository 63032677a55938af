import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { StartSweepInput } from '../schema/start-sweep.input';
import { SweepConnectionType } from '../schema/sweep-connection.type';
import { SweepType } from '../schema/sweep.type';
import type { ApiContext } from './context';
import { requireId } from './input-rules';
import { toStartSweepRequest, toSweep, toSweepConnection } from './mappers/sweep.mapper';
import { pageRequest } from './paging';
import { PagingArgs } from './paging.args';
import { Scope } from './scope';

/** Asking for sweeps, and starting, cancelling and deleting them. */
@Resolver(() => SweepType)
export class SweepResolver {
  @Scope('READ')
  @Query(() => SweepType, { nullable: true, description: 'One sweep; null where there is none of this id.' })
  async sweep(@Arg('id', () => ID) id: string, @Ctx() { loaders }: ApiContext): Promise<SweepType | null> {
    const row = await loaders.sweeps.load(requireId('sweep', id, 'id'));
    return row && toSweep(row);
  }

  @Scope('READ')
  @Query(() => SweepConnectionType, { description: 'Sweeps, newest first.' })
  async sweeps(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { services }: ApiContext,
  ): Promise<SweepConnectionType> {
    return toSweepConnection(await services.sweepReader.page(pageRequest('sweep', first, after)));
  }

  @Scope('RUN')
  @Mutation(() => SweepType, {
    description:
      'Puts the same race into the queue at each value, all of them or none, and returns at once. Each is a race like any other.',
  })
  async startSweep(
    @Arg('input', () => StartSweepInput) input: StartSweepInput,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<SweepType> {
    return toSweep(await services.sweeps.start(toStartSweepRequest(input), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => SweepType, {
    description: 'Ends its races and keeps what was measured. Races that have ended stay as they are.',
  })
  async cancelSweep(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<SweepType> {
    return toSweep(await services.sweeps.cancel(requireId('sweep', id, 'id'), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => ID, {
    description:
      "Deletes a sweep with its races and everything measured in them, and returns its id. Others' sweeps need the scope admin.",
  })
  async deleteSweep(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<string> {
    return services.sweeps.delete(requireId('sweep', id, 'id'), principal, caller);
  }
}
