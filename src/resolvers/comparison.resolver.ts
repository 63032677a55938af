import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { ComparisonType } from '../schema/comparison.type';
import { RunType } from '../schema/run.type';
import { comparisonSentence } from '../statistics/sentence';
import type { ApiContext } from './context';
import { loadRun } from './run-reference';

/** The two runs of a pair, and the sentence that names them. */
@Resolver(() => ComparisonType)
export class ComparisonResolver {
  @FieldResolver(() => RunType)
  baseline(@Root() { pair }: ComparisonType, @Ctx() context: ApiContext): Promise<RunType> {
    return loadRun(context, pair.baselineRunId);
  }

  @FieldResolver(() => RunType)
  candidate(@Root() { pair }: ComparisonType, @Ctx() context: ApiContext): Promise<RunType> {
    return loadRun(context, pair.candidateRunId);
  }

  @FieldResolver(() => String)
  async sentence(
    @Root() { pair, practicalDifference, measured }: ComparisonType,
    @Ctx() context: ApiContext,
  ): Promise<string> {
    const [baseline, candidate] = await Promise.all([
      loadRun(context, pair.baselineRunId),
      loadRun(context, pair.candidateRunId),
    ]);
    return comparisonSentence(
      pair,
      { baseline: baseline.label, candidate: candidate.label },
      practicalDifference,
      measured,
    );
  }
}
