/** The stream behind the `reportEvents` subscription. */
import { PhotofinishError } from '../errors';
import type { EventStream } from '../racing/event-follower';
import type { ReportEvent } from '../racing/report-events';
import type { ApiContext } from './context';
import { requireId } from './input-rules';
import { abortable, requireSequence } from './race-events-source';

export interface ReportEventsArguments {
  readonly reportId: string;
  readonly after?: number | null;
}

/** Throws BAD_USER_INPUT and NOT_FOUND before the first event. */
export async function openReportEvents(
  { reportId, after }: ReportEventsArguments,
  { services, loaders }: ApiContext,
): Promise<EventStream<ReportEvent>> {
  requireId('report', reportId, 'reportId');
  const cursor = requireSequence(after);
  if (!(await loaders.reports.load(reportId))) {
    throw new PhotofinishError('NOT_FOUND', 'There is no such report.', {
      field: 'reportId',
      advice: 'It may have been deleted: `reports` lists what is there.',
    });
  }
  return abortable((signal) => services.reportEvents.follow(reportId, cursor, signal));
}
