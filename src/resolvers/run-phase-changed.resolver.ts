import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RunPhaseChangedType } from '../schema/run-phase-changed.type';
import { RunType } from '../schema/run.type';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** Whose phase it is. */
@Resolver(() => RunPhaseChangedType)
export class RunPhaseChangedResolver {
  @FieldResolver(() => RunType)
  run(@Root() { runId }: RunPhaseChangedType, @Ctx() context: ApiContext): Promise<RunType> {
    return loadRun(context, runId);
  }
}
