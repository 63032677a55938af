import { Field, Int, ObjectType } from 'type-graphql';
import { ReportEdgeType } from './report-edge.type';
import { PageInfoType } from './page-info.type';
import type { Counted, Reference } from './reference';

/** A page of reports. */
@ObjectType('ReportConnection', { description: 'A page of reports.', simpleResolvers: true })
export class ReportConnectionType {
  @Field(() => [ReportEdgeType], { description: 'In order.' })
  edges!: ReportEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
