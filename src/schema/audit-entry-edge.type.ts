import { Field, ObjectType } from 'type-graphql';
import { AuditEntryType } from './audit-entry.type';
import type { Reference } from './reference';

/** One of the entries of a page. */
@ObjectType('AuditEntryEdge', { description: 'One of the entries of a page.', simpleResolvers: true })
export class AuditEntryEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => AuditEntryType, { description: 'What stands there.' })
  node!: Reference<AuditEntryType>;
}
