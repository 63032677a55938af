/** A report as one HTML page. */
import { htmlPage } from './html-page';
import type { ReportDocument } from './report-document';
import { reportMarkdown } from './report-markdown';
import type { Charts } from './sketch';

/** `charts`: of its sketches, and of its overview by the name OVERVIEW. */
export function reportPage(report: ReportDocument, charts: Charts): string {
  return htmlPage(report.label ?? 'Photofinish report', reportMarkdown(report, charts), charts);
}
