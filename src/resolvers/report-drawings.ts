/** The charts of a report, drawn one at a time. */
import type { Chart } from '../charts/chart';
import { drawSpeedups } from '../charts/speedups';
import { OVERVIEW, overviewOf, sketchesOf } from '../documents/report-charts';
import type { ReportDocument } from '../documents/report-document';
import type { Charts, Sketch } from '../documents/sketch';
import { drawn } from './drawn';

/** All that its page shows. */
export async function drawReport(report: ReportDocument): Promise<Charts> {
  const overview = overviewOf(report);
  const sketches = sketchesOf(report);
  return drawAll(overview ? [{ name: OVERVIEW, draw: () => drawSpeedups(overview) }, ...sketches] : sketches);
}

export async function drawAll(sketches: readonly Sketch[]): Promise<Charts> {
  const charts = new Map<string, Chart>();
  for (const sketch of sketches) {
    const chart = await drawn(sketch, ({ draw }) => draw());
    if (chart) charts.set(sketch.name, chart);
  }
  return charts;
}
