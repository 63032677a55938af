/** A forest plot: how many times as fast, with intervals and the zone in which differences do not matter. */
import { formatPercent } from '../statistics/format';
import type { Chart, ChartFrame } from './chart';
import { KEY_WIDTH, type LegendEntry } from './layout';
import { confidenceText, isPositive, told } from './numbers';
import { renderRows } from './rows';
import { logScale } from './scale';
import { altOf } from './sentences';
import { area, line, rectangle, whisker, type Placing, type Shape } from './shapes';
import { symbolAt, type SymbolLook } from './symbols';

export type SpeedupVerdict = 'FASTER' | 'SLOWER' | 'NO_PRACTICAL_DIFFERENCE' | 'INCONCLUSIVE';

export interface SpeedupRow {
  readonly label: string;
  /** Whom the label is compared with, where rows differ in it: "1.23 times as fast as" this. */
  readonly against?: string;
  /** Null: not measured. */
  readonly ratio: number | null;
  readonly lower: number | null;
  readonly upper: number | null;
  readonly verdict: SpeedupVerdict;
  /** Of the interval; 0.95 where absent. */
  readonly confidence?: number;
}

export interface Speedups extends ChartFrame {
  readonly rows: readonly SpeedupRow[];
  /** Ratios within 1/(1+it) … 1+it do not matter. */
  readonly practicalDifference: number;
  /** What a ratio is: "times as fast as TensorFlow"; where rows name whom they are `against`, "times as fast". */
  readonly axis: string;
  /** What FASTER and SLOWER are called; "faster" and "slower" where absent. */
  readonly better?: string;
  readonly worse?: string;
}

const LOOKS: Readonly<Record<SpeedupVerdict, SymbolLook>> = {
  FASTER: { symbol: 'triangle', name: 'first', hollow: false },
  SLOWER: { symbol: 'down', name: 'second', hollow: false },
  NO_PRACTICAL_DIFFERENCE: { symbol: 'square', name: 'ink', hollow: false },
  INCONCLUSIVE: { symbol: 'diamond', name: 'faint', hollow: true },
};

type MeasuredRow = SpeedupRow & { readonly ratio: number };

const isMeasured = (row: SpeedupRow): row is MeasuredRow => isPositive(row.ratio);

export function drawSpeedups(speedups: Speedups): Chart {
  const { rows, practicalDifference, axis } = speedups;
  const measured = rows.filter(isMeasured);
  const values = measured.flatMap(({ ratio, lower, upper }) => [ratio, lower, upper].filter(isPositive));
  const scale = logScale([1 / (1 + practicalDifference), 1 + practicalDifference, ...values]);
  return renderRows(speedups, {
    rows: rows.map((row) => ({ label: nameOf(row), number: numberOf(row) })),
    rowHeight: 30,
    right: 160,
    x: { ...scale, name: axis },
    legend: legendOf(speedups),
    alt: altOf(speedups, [rows.map((row) => sentenceOf(row, speedups)).join('; '), zoneText(practicalDifference)]),
    draw: (at, bottom) => [
      area(zone(at, practicalDifference, bottom), 'zone', 0.7),
      line(at(1, 0), at(1, bottom), 'faint'),
      ...rows.flatMap((row, index) => (isMeasured(row) ? mark(row, at, index + 0.5) : [])),
    ],
  });
}

function nameOf({ label, against }: SpeedupRow): string {
  return against === undefined ? label : `${label} / ${against}`;
}

function zone(at: Placing, practicalDifference: number, bottom: number) {
  const [low, high] = [1 / (1 + practicalDifference), 1 + practicalDifference];
  return [at(low, 0), at(high, 0), at(high, bottom), at(low, bottom)];
}

function mark({ ratio, lower, upper, verdict }: MeasuredRow, at: Placing, y: number): Shape[] {
  const look = LOOKS[verdict];
  const interval = isPositive(lower) && isPositive(upper) ? whisker(at(lower, y), at(upper, y), look.name, 2) : [];
  return [...interval, symbolAt(at(ratio, y), look, 6.5)];
}

function numberOf(row: SpeedupRow): string {
  if (!isMeasured(row)) return 'not measured';
  const { value, interval } = told(row.ratio, row);
  return interval === null ? value : `${value} (${interval})`;
}

function verdictText(verdict: SpeedupVerdict, { better = 'faster', worse = 'slower' }: Speedups): string {
  if (verdict === 'FASTER') return better;
  if (verdict === 'SLOWER') return worse;
  return verdict === 'INCONCLUSIVE' ? 'not enough data' : 'no practical difference';
}

function sentenceOf(row: SpeedupRow, speedups: Speedups): string {
  if (!isMeasured(row)) return `${nameOf(row)} not measured`;
  const { value, interval } = told(row.ratio, row);
  const than = row.against === undefined ? '' : ` as ${row.against}`;
  const confidence = confidenceText(row.confidence ?? 0.95);
  const range = interval === null || confidence === '' ? '' : `, ${confidence} ${interval}`;
  return `${row.label} ${value} ${speedups.axis}${than}${range} (${verdictText(row.verdict, speedups)})`;
}

/** Empty where every difference matters. */
function zoneText(practicalDifference: number): string {
  return practicalDifference > 0
    ? `Differences of up to ${formatPercent(practicalDifference)} do not matter in practice`
    : '';
}

/** Only verdicts that occur. */
function legendOf(speedups: Speedups): LegendEntry[] {
  const there = (Object.keys(LOOKS) as SpeedupVerdict[]).filter((verdict) =>
    speedups.rows.some((row) => isMeasured(row) && row.verdict === verdict),
  );
  const verdicts = there.map((verdict) => ({
    text: verdictText(verdict, speedups),
    key: (at: readonly [number, number]) => [symbolAt(at, LOOKS[verdict])],
  }));
  const zoneKey: LegendEntry = {
    text: `practically equal (±${formatPercent(speedups.practicalDifference)})`,
    key: ([x, y]) => [rectangle([x - KEY_WIDTH / 2, y - 6], KEY_WIDTH, 12, 'zone')],
  };
  return [...verdicts, zoneKey];
}
