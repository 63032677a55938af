import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RunType } from '../schema/run.type';
import { StandingType } from '../schema/standing.type';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** Whose tier it is. */
@Resolver(() => StandingType)
export class StandingResolver {
  @FieldResolver(() => RunType)
  run(@Root() { runId }: StandingType, @Ctx() context: ApiContext): Promise<RunType> {
    return loadRun(context, runId);
  }
}
