/** Curves over a swept value, with intervals, gaps where nothing is known, and where one overtakes another. */
import type { EChartsOption } from 'echarts';
import type { Chart, ChartFrame } from './chart';
import { curveMarks } from './curve-marks';
import { header, MARGIN, nameColumn, notes } from './layout';
import { isKnown, isPositive, shortNumber, told } from './numbers';
import { panels } from './panel';
import { renderChart, WIDTH } from './render';
import { linearScale, logScale, type Scale } from './scale';
import { altOf } from './sentences';
import { area, line, marks, words, type Placing, type Point, type Shape } from './shapes';
import { sideHeight, sideLabels } from './side-labels';
import { sweptScale } from './swept-scale';
import { lookOf } from './symbols';

export interface CurvePoint {
  readonly x: number;
  /** Null: not measured, which leaves a gap. */
  readonly y: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface Curve {
  readonly label: string;
  /** By ascending x. */
  readonly points: readonly CurvePoint[];
}

export interface CurveCrossover {
  /** Where the two are alike; null: somewhere between. */
  readonly x: number | null;
  /** The nearest x at which one, and at which the other, was shown to be ahead. */
  readonly below: number;
  readonly above: number;
  /** What is the case, in a sentence. */
  readonly text: string;
}

export interface Curves extends ChartFrame {
  readonly xName: string;
  readonly yName: string;
  /** Where every x is above 0. */
  readonly logX: boolean;
  readonly curves: readonly Curve[];
  readonly crossovers: readonly CurveCrossover[];
}

const LEFT = 72;
const LONGEST_NAME = 150;
const LEAST_HEIGHT = 280;
const BELOW_AXIS = 52;
const MOST_CROSSOVERS = 6;
/** Largest over smallest, from which on factors say more than differences. */
const WIDE = 8;
const CROSSOVER_ROOM = 18;

export function drawCurves(curves: Curves): Chart {
  const shown = curves.crossovers.slice(0, MOST_CROSSOVERS);
  const { shapes, bottom } = header(curves);
  const top = bottom + (shown.length > 0 ? CROSSOVER_ROOM : 0);
  const labels = curves.curves.map(({ label }) => label);
  const right = nameColumn(labels, LONGEST_NAME) + 30;
  const height = Math.max(LEAST_HEIGHT, sideHeight(labels.length));
  const below = notes(notesOf(curves, shown), top + height + BELOW_AXIS);
  const side = { left: WIDTH - right, width: right - MARGIN + 10, top: top + 6, bottom: top + height - 6 };
  const swept = curves.curves.flatMap(({ points }) => points.map((point) => point.x));
  const x = sweptScale(swept, { logarithmic: curves.logX, width: WIDTH - LEFT - right });
  const y = yScale(curves);
  const draw = (at: Placing) => [
    ...shown.map(({ below, above }) => area(between([below, above], y, at), 'zone', 0.5)),
    ...shown.flatMap((crossover, index) => numbered(crossover, index, at, y)),
    ...curves.curves.flatMap(({ points }, index) => curveMarks(points, lookOf(index), at, labels.length)),
    ...sideLabels(
      curves.curves.map(({ label, points }, index) => ({ text: label, end: endOf(points, at), look: lookOf(index) })),
      side,
    ),
  ];
  const panel = { heading: '', top, height, left: LEFT, right };
  const chart: EChartsOption = {
    ...panels([{ ...panel, x: { ...x, name: curves.xName }, y: { ...y, name: curves.yName } }]),
    graphic: { elements: [...shapes, ...below.shapes] as never },
    series: [marks(draw)],
  };
  return renderChart({ ...curves, alt: altOfCurves(curves), height: below.bottom + 12, chart });
}

function yScale({ curves }: Curves): Scale {
  const points = curves.flatMap((curve) => curve.points);
  const values = points.flatMap(({ y, lower, upper }) => (isKnown(y) ? [y, lower, upper].filter(isKnown) : []));
  if (values.length === 0) return linearScale([1]);
  const isWide = values.every(isPositive) && Math.max(...values) / Math.min(...values) > WIDE;
  return isWide ? logScale(values) : linearScale(values);
}

function endOf(points: Curve['points'], at: Placing) {
  const last = points.filter(({ y }) => isKnown(y)).at(-1);
  return last && isKnown(last.y) ? at(last.x, last.y) : null;
}

function between([from, to]: readonly [number, number], { min, max }: Scale, at: Placing): Point[] {
  return [at(from, max), at(to, max), at(to, min), at(from, min)];
}

/** As the notes below are. */
function numbered({ x, below, above }: CurveCrossover, index: number, at: Placing, { min, max }: Scale): Shape[] {
  const [from, top] = at(below, max);
  const [to] = at(above, max);
  const exact = x === null ? [] : [line(at(x, max), at(x, min), 'ink', { dash: [4, 3] })];
  const middle = x === null ? (from + to) / 2 : at(x, max)[0];
  return [...exact, words([middle, top - 9], String(index + 1), { weight: 'bold', align: 'center' })];
}

function notesOf({ crossovers }: Curves, shown: readonly CurveCrossover[]): string[] {
  const rest = crossovers.length - shown.length;
  const texts = shown.map(({ text }, index) => `${index + 1}: ${text}`);
  return rest > 0 ? [...texts, `${rest} more are not drawn.`] : texts;
}

function altOfCurves(curves: Curves): string {
  const { xName, yName, crossovers } = curves;
  const none = curves.curves.length > 1 ? ['No crossover is shown'] : [];
  const overtaking = crossovers.length > 0 ? crossovers.map(({ text }) => text) : none;
  const told = curves.curves.map(({ label, points }) => `${label}: ${points.map(pointText).join(', ')}`);
  return altOf(curves, [...overtaking, `${yName} by ${xName}, with intervals`, ...told]);
}

function pointText({ x, y, lower, upper }: CurvePoint): string {
  if (!isKnown(y)) return `not measured at ${shortNumber(x)}`;
  const { value, interval } = told(y, { lower, upper });
  return `${value}${interval === null ? '' : ` (${interval})`} at ${shortNumber(x)}`;
}
