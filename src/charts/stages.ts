/** Stacked bars: how long each stage took, one after the other. */
import type { Chart, ChartFrame } from './chart';
import { KEY_WIDTH, type LegendEntry } from './layout';
import { isKnown, shortNumber } from './numbers';
import { ENTRANT_COLOURS, type ColourName } from './palette';
import { renderRows } from './rows';
import { linearScale } from './scale';
import { altOf } from './sentences';
import { line, rectangle, words, type Placing, type Point, type Shape } from './shapes';
import { widthOf } from './text';

export interface Stage {
  readonly name: string;
  readonly seconds: number;
}

export interface StagesRow {
  readonly label: string;
  /** In order of time; empty: not measured. */
  readonly stages: readonly Stage[];
  /** Where it is known by itself, as of medians, which do not add up; the sum of the stages where absent. */
  readonly totalSeconds?: number;
}

export interface Stages extends ChartFrame {
  readonly unit: 's';
  readonly rows: readonly StagesRow[];
}

const HALF_BAR = 11;

export function drawStages(stages: Stages): Chart {
  const { rows, unit } = stages;
  const names = [...new Set(rows.flatMap((row) => row.stages.map(({ name }) => name)))];
  const scale = linearScale(rows.map(sumOf));
  return renderRows(stages, {
    rows: rows.map((row) => ({ label: row.label, number: row.stages.length === 0 ? 'not measured' : '' })),
    rowHeight: 36,
    right: 84,
    x: { ...scale, name: unit },
    legend: names.map((name, index) => keyOf(name, index)),
    alt: altOf(stages, [rows.map((row) => sentenceOf(row, unit)).join('; ')]),
    draw: (at) => rows.flatMap((row, index) => bar(row, { names, unit, at, y: index + 0.5 })),
  });
}

const secondsOf = ({ seconds }: Stage) => (isKnown(seconds) && seconds > 0 ? seconds : 0);

const sumOf = ({ stages }: StagesRow) => stages.reduce((sum, stage) => sum + secondsOf(stage), 0);

const totalOf = (row: StagesRow) => (isKnown(row.totalSeconds) ? row.totalSeconds : sumOf(row));

const colourOf = (place: number): ColourName => ENTRANT_COLOURS[place % ENTRANT_COLOURS.length] ?? 'first';

interface Place {
  readonly names: readonly string[];
  readonly unit: string;
  readonly at: Placing;
  readonly y: number;
}

function bar(row: StagesRow, { names, unit, at, y }: Place): Shape[] {
  let from = 0;
  const parts = row.stages.flatMap((stage) => {
    const [start, end] = [at(from, y), at(from + secondsOf(stage), y)];
    from += secondsOf(stage);
    return part(stage, start, end, colourOf(names.indexOf(stage.name)));
  });
  if (row.stages.length === 0) return [];
  const [right, middle] = at(from, y);
  return [...parts, words([right + 8, middle], `${shortNumber(totalOf(row))} ${unit}`, { weight: 'bold' })];
}

/** Between edges of paper, so that neighbours differ without their colours; its number where there is room. */
function part(stage: Stage, [left, middle]: Point, [right]: Point, name: ColourName): Shape[] {
  const width = right - left;
  if (width <= 0) return [];
  const number = shortNumber(secondsOf(stage));
  const filled = rectangle([left, middle - HALF_BAR], width, 2 * HALF_BAR, name);
  const edge = line([right, middle - HALF_BAR], [right, middle + HALF_BAR], 'paper', { width: Math.min(1.5, width) });
  if (widthOf(number) + 8 > width) return [filled, edge];
  return [filled, edge, words([left + width / 2, middle], number, { name: 'paper', align: 'center', weight: 'bold' })];
}

function keyOf(name: string, place: number): LegendEntry {
  const key = ([x, y]: Point) => [rectangle([x - KEY_WIDTH / 2, y - 6], KEY_WIDTH, 12, colourOf(place))];
  return { text: `${place + 1} ${name}`, key };
}

function sentenceOf(row: StagesRow, unit: string): string {
  if (row.stages.length === 0) return `${row.label} not measured`;
  const parts = row.stages.map((stage) => `${stage.name} ${shortNumber(secondsOf(stage))}`);
  return `${row.label} ${shortNumber(totalOf(row))} ${unit} (${parts.join(', ')})`;
}
