import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ReportConnectionType } from '../schema/report-connection.type';
import { ReportType } from '../schema/report.type';
import { StartReportInput } from '../schema/start-report.input';
import type { ApiContext } from './context';
import { requireId } from './input-rules';
import { toReport, toReportConnection, toStartReportRequest } from './mappers/report.mapper';
import { pageRequest } from './paging';
import { PagingArgs } from './paging.args';
import { Scope } from './scope';

/** Asking for reports, and starting, cancelling and deleting them. */
@Resolver(() => ReportType)
export class ReportResolver {
  @Scope('READ')
  @Query(() => ReportType, { nullable: true, description: 'One report; null where there is none of this id.' })
  async report(@Arg('id', () => ID) id: string, @Ctx() { loaders }: ApiContext): Promise<ReportType | null> {
    const row = await loaders.reports.load(requireId('report', id, 'id'));
    return row && toReport(row);
  }

  @Scope('READ')
  @Query(() => ReportConnectionType, { description: 'Reports, newest first.' })
  async reports(
    @Args(() => PagingArgs) { first, after }: PagingArgs,
    @Ctx() { services }: ApiContext,
  ): Promise<ReportConnectionType> {
    return toReportConnection(await services.reportReader.page(pageRequest('report', first, after)));
  }

  @Scope('RUN')
  @Mutation(() => ReportType, {
    description:
      'Declares how each claim will be judged, puts the races that it takes into the queue, all of them or none, and returns at once. Each is a race like any other.',
  })
  async startReport(
    @Arg('input', () => StartReportInput) input: StartReportInput,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<ReportType> {
    return toReport(await services.reports.start(toStartReportRequest(input), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => ReportType, {
    description: 'Ends its races and keeps what was measured. Races that have ended stay as they are.',
  })
  async cancelReport(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<ReportType> {
    return toReport(await services.reports.cancel(requireId('report', id, 'id'), principal, caller));
  }

  @Scope('RUN')
  @Mutation(() => ID, {
    description:
      "Deletes a report with its races and everything measured in them, and returns its id. Others' reports need the scope admin.",
  })
  async deleteReport(
    @Arg('id', () => ID) id: string,
    @Ctx() { services, principal, caller }: ApiContext,
  ): Promise<string> {
    return services.reports.delete(requireId('report', id, 'id'), principal, caller);
  }
}
