import { Field, ObjectType } from 'type-graphql';
import { ReportType } from './report.type';
import type { Reference } from './reference';

/** One of the reports of a page. */
@ObjectType('ReportEdge', { description: 'One of the reports of a page.', simpleResolvers: true })
export class ReportEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => ReportType, { description: 'What stands there.' })
  node!: Reference<ReportType>;
}
