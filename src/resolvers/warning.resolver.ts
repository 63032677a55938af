import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RunType } from '../schema/run.type';
import { WarningType } from '../schema/warning.type';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** Whom it is about. */
@Resolver(() => WarningType)
export class WarningResolver {
  @FieldResolver(() => RunType, { nullable: true })
  async run(@Root() { runId }: WarningType, @Ctx() context: ApiContext): Promise<RunType | null> {
    return runId === null ? null : loadRun(context, runId);
  }
}
