import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { RunType } from '../schema/run.type';
import { SweepCurvePointType } from '../schema/sweep-curve-point.type';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** The run that stands at a place of a curve. */
@Resolver(() => SweepCurvePointType)
export class SweepCurvePointResolver {
  @FieldResolver(() => RunType, { nullable: true })
  async run(@Root() { runId }: SweepCurvePointType, @Ctx() context: ApiContext): Promise<RunType | null> {
    return runId === null ? null : loadRun(context, runId);
  }
}
