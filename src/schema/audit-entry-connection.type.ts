import { Field, Int, ObjectType } from 'type-graphql';
import { AuditEntryEdgeType } from './audit-entry-edge.type';
import { PageInfoType } from './page-info.type';
import type { Counted, Reference } from './reference';

/** A page of the audit trail. */
@ObjectType('AuditEntryConnection', { description: 'A page of the audit trail.', simpleResolvers: true })
export class AuditEntryConnectionType {
  @Field(() => [AuditEntryEdgeType], { description: 'In order.' })
  edges!: AuditEntryEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
