import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { comparisonMarkdown, comparisonPage, compareReports } from '../documents/report-comparison';
import { badInput } from '../errors';
import { OF_COMPARISON } from '../schema/complexity';
import { ReportComparisonType } from '../schema/report-comparison.type';
import type { ApiContext } from './context';
import { toComparedClaim } from './mappers/compared-claim.mapper';
import { make } from './mappers/make';
import { toReport } from './mappers/report.mapper';
import { documentOf } from './report-document';
import { requiredReport } from './required-report';
import { Scope } from './scope';

/** Two reports beside each other. */
@Resolver()
export class ReportComparisonResolver {
  @Scope('READ')
  @Query(() => ReportComparisonType, {
    complexity: OF_COMPARISON,
    description:
      'Two reports, of two machines or two dates: which answers are the same, and by how much each case changed. Both are judged by what is there.',
  })
  async reportComparison(
    @Arg('baseline', () => ID) baseline: string,
    @Arg('candidate', () => ID) candidate: string,
    @Ctx() context: ApiContext,
  ): Promise<ReportComparisonType> {
    const rows = [
      await requiredReport(baseline, 'baseline', context),
      await requiredReport(candidate, 'candidate', context),
    ] as const;
    if (baseline === candidate) {
      throw badInput('candidate', 'A report is not compared with itself.', 'Give the id of another report.');
    }
    const documents = [await documentOf(rows[0], context), await documentOf(rows[1], context)] as const;
    const compared = compareReports(...documents);
    const markdown = comparisonMarkdown(...documents, compared);
    return make(ReportComparisonType, {
      ...{ baseline: toReport(rows[0]), candidate: toReport(rows[1]), sentence: compared.sentence },
      ...{ claims: compared.claims.map(toComparedClaim), differences: [...compared.differences] },
      ...{ markdown, html: comparisonPage(markdown), url: `/reports/${baseline}/compared-with/${candidate}` },
    });
  }
}
