/** The stream behind the `reportEvents` subscription. */
import type { EventStream } from '../racing/event-follower';
import type { ReportEvent } from '../racing/report-events';
import type { ApiContext } from './context';
import { abortable, requireSequence } from './race-events-source';
import { requiredReport } from './required-report';

export interface ReportEventsArguments {
  readonly reportId: string;
  readonly after?: number | null;
}

/** Throws BAD_USER_INPUT and NOT_FOUND before the first event. */
export async function openReportEvents(
  { reportId, after }: ReportEventsArguments,
  { services, loaders }: ApiContext,
): Promise<EventStream<ReportEvent>> {
  const cursor = requireSequence(after);
  const { id } = await requiredReport(reportId, 'reportId', { loaders });
  return abortable((signal) => services.reportEvents.follow(id, cursor, signal));
}
