import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RunType } from '../schema/run.type';
import { RunningEstimateType } from '../schema/running-estimate.type';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** Whose estimate it is. */
@Resolver(() => RunningEstimateType)
export class RunningEstimateResolver {
  @FieldResolver(() => RunType)
  run(@Root() { runId }: RunningEstimateType, @Ctx() context: ApiContext): Promise<RunType> {
    return loadRun(context, runId);
  }
}
