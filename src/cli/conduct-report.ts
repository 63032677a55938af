/** Starts a report on a server, shows its races one after the other, and comes back with its answers. */
import type { ApiClient } from './api/client';
import { CANCEL_REPORT, REPORT, REPORT_PROGRESS, START_REPORT } from './api/documents';
import type { ReportView, StartedReport, StartReportInput } from './api/report-types';
import { conductGroup } from './conduct-group';
import { CommandFailure, EXIT_CODES, type ExitCode } from './failure';
import type { Terminal } from './terminal';

export interface ConductedReport {
  readonly report: ReportView;
  /** Ctrl-C came while it went on, and the server was asked to cancel it. */
  readonly interrupted: boolean;
}

/** As `conductSweep` of a sweep. */
export async function conductReport(
  api: ApiClient,
  input: StartReportInput,
  terminal: Terminal,
): Promise<ConductedReport> {
  const { startReport } = await api.request<{ startReport: StartedReport }>(START_REPORT, { input });
  const { id } = startReport;
  const races = startReport.races.map(({ label, ...race }) => ({ ...race, title: label ?? race.id }));
  const between = async () => remaining(await secondsLeft(api, id));
  const interrupted = await conductGroup(api, { what: 'report', id, cancel: CANCEL_REPORT, races, between }, terminal);
  const { report } = await api.request<{ report: ReportView | null }>(REPORT, { id });
  if (!report) throw new CommandFailure('The report was deleted while it went on.', null);
  return { report, interrupted };
}

async function secondsLeft(api: ApiClient, id: string): Promise<number | null> {
  const { report } = await api.request<{ report: { readonly estimatedSecondsLeft: number | null } | null }>(
    REPORT_PROGRESS,
    {
      id,
    },
  );
  return report?.estimatedSecondsLeft ?? null;
}

/** "about 12 minutes left"; null where nothing is. */
export function remaining(seconds: number | null): string | null {
  if (seconds === null) return null;
  if (seconds < 90) return 'about a minute left';
  const minutes = Math.round(seconds / 60);
  return minutes < 90 ? `about ${minutes} minutes left` : `about ${(minutes / 60).toFixed(1)} hours left`;
}

/** 0 when every race finished; what Ctrl-C ended has the shell's number for that; else 1. */
export function exitCodeFor({ report, interrupted }: ConductedReport): ExitCode {
  if (report.races.every(({ status }) => status === 'FINISHED')) return EXIT_CODES.OK;
  return interrupted ? EXIT_CODES.INTERRUPTED : EXIT_CODES.FAILURE;
}
