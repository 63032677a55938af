import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { sketchesOf } from '../documents/report-charts';
import { ChartType } from '../schema/chart.type';
import { OF_CLAIM_CHARTS } from '../schema/complexity';
import { ReportClaimType } from '../schema/report-claim.type';
import type { ApiContext } from './context';
import { make } from './mappers/make';
import { documentOf } from './report-document';
import { drawAll } from './report-drawings';

/** A claim as pictures. */
@Resolver(() => ReportClaimType)
export class ReportClaimResolver {
  @FieldResolver(() => [ChartType], { complexity: OF_CLAIM_CHARTS })
  async charts(@Root() { id, report }: ReportClaimType, @Ctx() context: ApiContext): Promise<ChartType[]> {
    const { claims, races } = await documentOf(report, context);
    const charts = await drawAll(sketchesOf({ claims: claims.filter(({ declared }) => declared.id === id), races }));
    return [...charts.values()].map(({ svg, alt }) => make(ChartType, { svg, alt }));
  }
}
