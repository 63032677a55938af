import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { AuditEntryConnectionType } from '../schema/audit-entry-connection.type';
import type { ApiContext } from './context';
import { requireText } from './input-rules';
import { toAuditEntryConnection } from './mappers/audit-entry.mapper';
import { pageRequest } from './paging';
import { PagingArgs } from './paging.args';
import { Scope } from './scope';

/** Who did what. */
@Resolver()
export class AuditTrailResolver {
  @Scope('ADMIN')
  @Query(() => AuditEntryConnectionType, {
    description: 'Who started, cancelled and deleted what, newest first.',
  })
  async auditTrail(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Arg('subject', () => ID, { nullable: true, description: 'Only what was done to this, also if it is gone.' })
    subject: string | null | undefined,
    @Ctx() { services }: ApiContext,
  ): Promise<AuditEntryConnectionType> {
    const only = subject === null || subject === undefined ? null : requireText(subject, 'subject');
    return toAuditEntryConnection(await services.reader.auditPage(only, pageRequest('audit', first, after)));
  }
}
