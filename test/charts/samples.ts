/** One chart of each kind, of so many entrants. */
import { drawBlocks } from '../../src/charts/blocks';
import type { Chart, ChartFrame } from '../../src/charts/chart';
import { drawCurves } from '../../src/charts/curves';
import { drawEffects } from '../../src/charts/effects';
import { drawOverheads } from '../../src/charts/overheads';
import { drawRoofline } from '../../src/charts/roofline';
import { drawSpeedups, type SpeedupRow } from '../../src/charts/speedups';
import { drawStages } from '../../src/charts/stages';

const VERDICTS = ['FASTER', 'SLOWER', 'NO_PRACTICAL_DIFFERENCE', 'INCONCLUSIVE'] as const;

export function speedupRow(label: string, index: number): SpeedupRow {
  const ratio = 1.5 - 0.05 * index;
  return { label, ratio, lower: 0.9 * ratio, upper: 1.1 * ratio, verdict: VERDICTS[index % 4] ?? 'FASTER' };
}

type Draw = (labels: readonly string[], frame: ChartFrame) => Chart;

const speedups: Draw = (labels, frame) =>
  drawSpeedups({ ...frame, rows: labels.map(speedupRow), practicalDifference: 0.02, axis: 'times as fast as X' });

const curves: Draw = (labels, frame) =>
  drawCurves({
    ...{ ...frame, xName: 'batch size', yName: 'ms per iteration', logX: true },
    curves: labels.map((label, index) => ({
      label,
      points: [1, 4, 16].map((x) => ({ x, y: x + index, lower: 0.9 * (x + index), upper: 1.1 * (x + index) })),
    })),
    crossovers: [{ x: 6, below: 4, above: 16, text: `At 4 ${labels[0] ?? ''} is faster` }],
  });

const stages: Draw = (labels, frame) =>
  drawStages({
    ...{ ...frame, unit: 's' },
    rows: labels.map((label, index) => ({
      label,
      stages: ['import', 'compile'].map((name) => ({ name, seconds: 1.25 + index })),
    })),
  });

const blocks: Draw = (labels, frame) =>
  drawBlocks({
    ...{ ...frame, unit: 'ms per iteration' },
    entrants: labels.map((label, index) => ({ label, values: [1, 2, 3, 4, 9].map((value) => value + index) })),
  });

const roofline: Draw = (labels, frame) =>
  drawRoofline({
    ...{ ...frame, peakFlopsPerSecond: 100e9, bandwidthBytesPerSecond: 20e9 },
    entrants: labels.map((label, index) => ({ label, flopsPerByte: 10, flopsPerSecond: 80e9 / (index + 1) })),
  });

const effects: Draw = (labels, frame) =>
  drawEffects({
    ...{ ...frame, axis: 'times as fast' },
    rows: labels.map((label, index) => ({ label, factor: 1.2 + index, lower: 1.1 + index, upper: 1.3 + index })),
  });

const overheads: Draw = (labels, { finding, ...frame }) =>
  drawOverheads({
    ...{ ...frame, xName: 'units', bounds: [5, 1] },
    curves: labels.map((label, index) => ({
      ...{ label, finding: finding ?? 'Small where it is large.' },
      points: [16, 256, 2048].map((x) => ({ x, y: 900 / x + index, lower: 0, upper: 1000 / x + index, shownBelow: 5 })),
    })),
  });

export const KINDS: readonly (readonly [kind: string, draw: Draw])[] = [
  ['speed-ups', speedups],
  ['curves', curves],
  ['stages', stages],
  ['blocks', blocks],
  ['roofline', roofline],
  ['effects', effects],
  ['overheads', overheads],
];
