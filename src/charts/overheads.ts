/** Curves of what something costs on top, by size: where each falls below bounds that matter. */
import type { EChartsOption } from 'echarts';
import type { Chart, ChartFrame } from './chart';
import { curveMarks } from './curve-marks';
import type { CurvePoint } from './curves';
import { header, KEY_WIDTH, MARGIN, nameColumn, notes, type LegendEntry } from './layout';
import { isKnown, told } from './numbers';
import { panels } from './panel';
import { renderChart, WIDTH } from './render';
import { altOf } from './sentences';
import { line, marks, ring, type Placing, type Point, type Shape } from './shapes';
import { sideHeight, sideLabels } from './side-labels';
import { placeOf, signedLogScale } from './signed-log-scale';
import { sweptScale } from './swept-scale';
import { lookOf } from './symbols';

/** x: a size, above 0. y: per cent, below 0 where it saves something. */
export interface OverheadPoint extends CurvePoint {
  /** The least of the bounds below which it is shown to be; null: below none of them. */
  readonly shownBelow: number | null;
}

export interface OverheadCurve {
  readonly label: string;
  /** By ascending x. */
  readonly points: readonly OverheadPoint[];
  /** What is the case, in a sentence. */
  readonly finding: string;
}

export interface Overheads extends Omit<ChartFrame, 'finding'> {
  /** What a size is: "units". */
  readonly xName: string;
  /** In per cent, the largest first. */
  readonly bounds: readonly number[];
  readonly curves: readonly OverheadCurve[];
}

const LEFT = 84;
const LONGEST_NAME = 220;
const LEAST_HEIGHT = 300;
const BELOW_AXIS = 52;

export function drawOverheads(overheads: Overheads): Chart {
  const { xName, bounds, curves } = overheads;
  const { shapes, bottom: top } = header(overheads, legendOf(overheads));
  const labels = curves.map(({ label }) => label);
  const right = nameColumn(labels, LONGEST_NAME) + 30;
  const height = Math.max(LEAST_HEIGHT, sideHeight(labels.length));
  const points = curves.flatMap((curve) => curve.points);
  const x = sweptScale(
    points.map((point) => point.x),
    { logarithmic: true, width: WIDTH - LEFT - right },
  );
  const y = signedLogScale(points.flatMap(valuesOf), bounds);
  const below = notes(
    curves.map(({ finding }) => finding),
    top + height + BELOW_AXIS,
  );
  const side = { left: WIDTH - right, width: right - MARGIN + 10, top: top + 6, bottom: top + height - 6 };
  const draw = (on: Placing) => {
    const at: Placing = (size, percent) => on(size, placeOf(percent));
    const ends = (percent: number) => [at(x.min, percent), at(x.max, percent)] as const;
    const texts = curves.map((curve, index) => ({
      ...{ text: curve.label, end: endOf(curve, at), look: lookOf(index) },
    }));
    return [
      line(...ends(0), 'faint'),
      ...bounds.map((bound, index) => line(...ends(bound), 'ink', { width: 1.5, dash: dashOf(index) })),
      ...curves.flatMap((curve, index) => curveMarks(curve.points, lookOf(index), at, curves.length)),
      ...points.flatMap((point) => rings(point, bounds, at)),
      ...sideLabels(texts, side),
    ];
  };
  const panel = { heading: '', top, height, left: LEFT, right };
  const chart: EChartsOption = {
    ...panels([{ ...panel, x: { ...x, name: xName }, y: { ...y, name: 'overhead per step, % (log beyond ±1)' } }]),
    graphic: { elements: [...shapes, ...below.shapes] as never },
    series: [marks(draw)],
  };
  return renderChart({ ...overheads, alt: altOfOverheads(overheads), height: below.bottom + 12, chart });
}

function valuesOf({ y, lower, upper }: OverheadPoint): number[] {
  return isKnown(y) ? [y, lower, upper].filter(isKnown) : [];
}

function endOf({ points }: OverheadCurve, at: Placing): Point | null {
  const last = points.filter(({ y }) => isKnown(y)).at(-1);
  return last && isKnown(last.y) ? at(last.x, last.y) : null;
}

/** The smaller a bound is, the finer its line. */
function dashOf(bound: number): number[] {
  return bound === 0 ? [9, 4] : [2, 3];
}

const INNERMOST = 9;
const BETWEEN_RINGS = 3.5;

/** One for each bound below which it is. */
function rings({ x, y, shownBelow }: OverheadPoint, bounds: readonly number[], at: Placing): Shape[] {
  if (!isKnown(y)) return [];
  const passed = bounds.filter((bound) => shownBelow !== null && shownBelow <= bound);
  return passed.map((_, index) => ring(at(x, y), INNERMOST + BETWEEN_RINGS * index, 'ink'));
}

/** Rings only where they occur. */
function legendOf({ bounds, curves }: Overheads): LegendEntry[] {
  const least = Math.min(...curves.flatMap(({ points }) => points.flatMap(({ shownBelow }) => shownBelow ?? [])));
  const lines = bounds.map((bound, index): LegendEntry => {
    const key = ([x, y]: Point) => [
      line([x - KEY_WIDTH / 2, y], [x + KEY_WIDTH / 2, y], 'ink', { width: 1.5, dash: dashOf(index) }),
    ];
    return { text: `${bound} %`, key };
  });
  const ringed = bounds.flatMap((bound, index): LegendEntry[] => {
    if (least > bound) return [];
    const key = (at: Point) => bounds.slice(0, index + 1).map((_, turn) => ring(at, 4.5 + BETWEEN_RINGS * turn, 'ink'));
    return [{ text: `shown to be below ${bound} %`, key }];
  });
  return [...lines, ...ringed];
}

function altOfOverheads({ xName, curves, ...frame }: Overheads): string {
  const numbers = curves.map(({ label, points }) => `${label}: ${points.map(pointText).join(', ')}`);
  const finding = curves.map((curve) => curve.finding).join(' ');
  return altOf({ ...frame, finding }, [`Overhead per step in per cent by ${xName}, with intervals`, ...numbers]);
}

function pointText({ x, y, lower, upper }: OverheadPoint): string {
  if (!isKnown(y)) return `not measured at ${x}`;
  const { value, interval } = told(y, { lower, upper });
  return `${value}${interval === null ? '' : ` (${interval})`} at ${x}`;
}
