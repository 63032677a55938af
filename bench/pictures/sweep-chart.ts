/** The chart of the README: of a sweep as `photofinish sweep … --json` printed it. */
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import type { Chart } from '../../src/charts/chart';
import { drawCurves, type CurvePoint } from '../../src/charts/curves';
import { DATA_FOLDER } from './recording';

/** As much of it as is drawn. */
interface RecordedSweep {
  readonly verdict: string;
  readonly points: readonly { readonly race: { readonly workload: { readonly id: string }; readonly task: string } }[];
  readonly curves: readonly { readonly label: string; readonly points: readonly RecordedPoint[] }[];
  readonly crossovers: readonly {
    readonly below: number;
    readonly above: number;
    readonly near: number | null;
    readonly sentence: string;
  }[];
}

interface RecordedPoint {
  readonly value: number;
  readonly run: {
    readonly secondsPerIteration: { readonly value: number; readonly low: number; readonly high: number } | null;
  };
}

export const SWEEP_FILE = path.join('docs', 'pictures', 'sweep.svg');

/** Over batch sizes, each of which is so many samples an iteration. `root`: of the checkout. */
export function sweepChart(root: string): Chart {
  const text = readFileSync(path.join(root, DATA_FOLDER, 'sweep.json'), 'utf8');
  const { verdict, points, curves, crossovers } = JSON.parse(text) as RecordedSweep;
  const [first] = points;
  return drawCurves({
    id: 'sweep',
    title: `${first?.race.workload.id ?? ''}, ${first?.race.task.toLowerCase() ?? ''}, by batch size`,
    finding: verdict,
    ...{ xName: 'batch size', yName: 'samples per second', logX: true },
    curves: curves.map(({ label, points: measured }) => ({ label, points: measured.map(rateOf) })),
    crossovers: crossovers.map(({ near, below, above, sentence }) => ({ x: near, below, above, text: sentence })),
  });
}

function rateOf({ value, run }: RecordedPoint): CurvePoint {
  const seconds = run.secondsPerIteration;
  return {
    x: value,
    y: seconds && value / seconds.value,
    lower: seconds && value / seconds.high,
    upper: seconds && value / seconds.low,
  };
}
