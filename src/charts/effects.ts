/** How much each change buys: bars from one, which is nothing, with intervals. */
import type { Chart, ChartFrame } from './chart';
import { isPositive, told } from './numbers';
import { renderRows } from './rows';
import { logScale } from './scale';
import { altOf } from './sentences';
import { line, rectangle, whisker, type Placing, type Shape } from './shapes';

export interface EffectRow {
  readonly label: string;
  /** 1: it changes nothing. Null: not measured. */
  readonly factor: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
}

export interface Effects extends ChartFrame {
  readonly rows: readonly EffectRow[];
  /** What a factor is: "times as fast". */
  readonly axis: string;
}

type MeasuredRow = EffectRow & { readonly factor: number };

const isMeasured = (row: EffectRow): row is MeasuredRow => isPositive(row.factor);

const HALF_BAR = 8;

export function drawEffects(effects: Effects): Chart {
  const { rows, axis } = effects;
  const values = rows.flatMap(({ factor, lower, upper }) => [factor, lower, upper].filter(isPositive));
  const scale = logScale([0.98, 1.02, ...values]);
  return renderRows(effects, {
    rows: rows.map((row) => ({ label: row.label, number: isMeasured(row) ? numberOf(row) : 'not measured' })),
    rowHeight: 32,
    right: 160,
    x: { ...scale, name: axis },
    alt: altOf(effects, [rows.map((row) => sentenceOf(row, axis)).join('; ')]),
    draw: (at, bottom) => [
      ...rows.flatMap((row, index) => (isMeasured(row) ? bar(row, at, index + 0.5) : [])),
      line(at(1, 0), at(1, bottom), 'ink'),
    ],
  });
}

/** Gains are blue and losses orange; that they lie on two sides of one says the same. */
function bar({ factor, lower, upper }: MeasuredRow, at: Placing, y: number): Shape[] {
  const [[none, middle], [end]] = [at(1, y), at(factor, y)];
  const left: readonly [number, number] = [Math.min(none, end), middle - HALF_BAR];
  const filled = rectangle(left, Math.abs(end - none), 2 * HALF_BAR, factor >= 1 ? 'first' : 'second');
  return isPositive(lower) && isPositive(upper)
    ? [filled, ...whisker(at(lower, y), at(upper, y), 'ink', 1.5)]
    : [filled];
}

function numberOf(row: MeasuredRow): string {
  const { value, interval } = told(row.factor, row);
  return interval === null ? value : `${value} (${interval})`;
}

/** An interval that holds one has not shown anything. */
function sentenceOf(row: EffectRow, axis: string): string {
  if (!isMeasured(row)) return `${row.label} not measured`;
  const { value, interval } = told(row.factor, row);
  const range = interval === null ? '' : `, interval ${interval}`;
  const isOpen = isPositive(row.lower) && isPositive(row.upper) && row.lower <= 1 && row.upper >= 1;
  return `${row.label} ${value} ${axis}${range}${isOpen ? ' (no difference shown)' : ''}`;
}
