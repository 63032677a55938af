import { Arg, Ctx, Float, ID, Query, Resolver } from 'type-graphql';
import { ComparisonType } from '../schema/comparison.type';
import { ReanalysisType } from '../schema/reanalysis.type';
import type { ApiContext } from './context';
import { requireId, requirePresent } from './input-rules';
import { toComparison, toReanalysis } from './mappers/race.mapper';
import { Scope } from './scope';

const optionalFloat = { nullable: true } as const;

/** Other questions to blocks that are already stored. */
@Resolver()
export class PostHocResolver {
  @Scope('READ')
  @Query(() => ReanalysisType, {
    description:
      "The stored blocks of a race that has ended, judged by another practical difference (default: the race's) or confidence (default: 0.95). Choosing them after having seen the answer is the reader's responsibility.",
  })
  async reanalyse(
    @Arg('raceId', () => ID) raceId: string,
    @Arg('practicalDifference', () => Float, optionalFloat) practicalDifference: number | null | undefined,
    @Arg('confidence', () => Float, optionalFloat) confidence: number | null | undefined,
    @Ctx() { services }: ApiContext,
  ): Promise<ReanalysisType> {
    const id = requireId('race', raceId, 'raceId');
    return toReanalysis(
      await services.postHoc.reanalyse(id, {
        practicalDifference: practicalDifference ?? null,
        confidence: confidence ?? null,
      }),
    );
  }

  @Scope('READ')
  @Query(() => ComparisonType, {
    description:
      'Any two runs that did the same work. Of one race they are paired; of two, the interval also carries what the machine does from race to race (flag UNPAIRED). Default: the practical difference of the baseline, and 0.95.',
  })
  async comparison(
    @Arg('baseline', () => ID) baseline: string,
    @Arg('candidate', () => ID) candidate: string,
    @Arg('practicalDifference', () => Float, optionalFloat) practicalDifference: number | null | undefined,
    @Arg('confidence', () => Float, optionalFloat) confidence: number | null | undefined,
    @Ctx() { services }: ApiContext,
  ): Promise<ComparisonType> {
    const ids = [requireId('run', baseline, 'baseline'), requireId('run', candidate, 'candidate')] as const;
    const compared = await services.postHoc.compare(...ids, {
      practicalDifference: practicalDifference ?? null,
      confidence: confidence ?? null,
    });
    return requirePresent(toComparison(compared.pair, compared));
  }
}
