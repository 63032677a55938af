/** How blocks are distributed: a strip of points for each entrant, its quartiles and its median. */
import { sorted } from '../statistics/descriptive';
import type { Chart, ChartFrame } from './chart';
import type { LegendEntry } from './layout';
import { isKnown, quantile, shortNumber } from './numbers';
import { renderRows } from './rows';
import { linearScale, logScale } from './scale';
import { altOf } from './sentences';
import { disc, dots, line, outline, type Placing, type Point, type Shape } from './shapes';
import { lookOf } from './symbols';

export interface BlocksEntrant {
  readonly label: string;
  /** One of each block; empty: not measured. */
  readonly values: readonly number[];
}

export interface Blocks extends ChartFrame {
  readonly unit: string;
  readonly entrants: readonly BlocksEntrant[];
}

/** Of all entrants together. */
const MOST_POINTS = 3000;

export function drawBlocks(blocks: Blocks): Chart {
  const { unit } = blocks;
  const entrants = blocks.entrants.map(({ label, values }) => ({ label, values: [...sorted(values.filter(isKnown))] }));
  const everything = entrants.flatMap(({ values }) => ends(values));
  // Blocks have long tails, and what they cost is told by factors.
  const isPositive = everything.length > 0 && Math.min(...everything) > 0;
  const most = Math.max(20, Math.floor(MOST_POINTS / Math.max(1, entrants.length)));
  return renderRows(blocks, {
    rows: entrants.map(({ label, values }) => ({ label, number: numberOf(values, unit) })),
    rowHeight: 44,
    right: 170,
    x: { ...(isPositive ? logScale(everything) : linearScale(everything.length > 0 ? everything : [1])), name: unit },
    legend: LEGEND,
    notes: noteOf(entrants, most),
    alt: altOf(blocks, [entrants.map((entrant) => sentenceOf(entrant, unit)).join('; ')]),
    draw: (at) =>
      entrants.flatMap(({ values }, index) => (values.length === 0 ? [] : strip(values, { at, index, most }))),
  });
}

const ends = (ascending: readonly number[]) => [ascending[0], ascending.at(-1)].filter(isKnown);

const LEGEND: readonly LegendEntry[] = [
  { text: 'a block', key: (at) => [disc(at, 2, 'faint')] },
  { text: 'half of the blocks', key: ([x, y]) => [outline([x - 9, y - 6], 18, 12, 'ink')] },
  { text: 'median', key: ([x, y]) => [line([x, y - 7], [x, y + 7], 'ink', { width: 3 })] },
];

function noteOf(entrants: readonly BlocksEntrant[], most: number): string[] {
  const isThinned = entrants.some(({ values }) => values.length > most);
  return isThinned
    ? [`Of more than ${most} blocks of an entrant, evenly spaced quantiles and both ends are drawn.`]
    : [];
}

interface StripPlace {
  readonly at: Placing;
  readonly index: number;
  readonly most: number;
}

const HALF_STRIP = 0.36;
const HALF_BOX = 15;

function strip(ascending: readonly number[], { at, index, most }: StripPlace): Shape[] {
  const y = index + 0.5;
  const [[low, middle], [high], [centre]] = [
    at(quantile(ascending, 0.25), y),
    at(quantile(ascending, 0.75), y),
    at(quantile(ascending, 0.5), y),
  ];
  const shown = thinned(ascending, most);
  const points = shown.map((value, place): Point => at(value, y + HALF_STRIP * jitter(place)));
  return [
    dots(points, lookOf(index).name, shown.length > 300 ? 2 : 3),
    outline([low, middle - HALF_BOX], Math.max(1, high - low), 2 * HALF_BOX, 'ink'),
    line([centre, middle - HALF_BOX - 3], [centre, middle + HALF_BOX + 3], 'ink', { width: 3 }),
  ];
}

/** Quantiles that stand for equally many each, and both ends. */
function thinned(ascending: readonly number[], most: number): readonly number[] {
  if (ascending.length <= most) return ascending;
  const between = Array.from({ length: most - 2 }, (_, place) => quantile(ascending, (place + 1) / (most - 1)));
  return [ascending[0] ?? 0, ...between, ascending.at(-1) ?? 0];
}

const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2;

/** From -1 to 1, spread evenly wherever one begins, and the same each time (Weyl's sequence). */
function jitter(place: number): number {
  return 2 * ((place * GOLDEN_RATIO) % 1) - 1;
}

function numberOf(ascending: readonly number[], unit: string): string {
  return ascending.length === 0 ? 'not measured' : `median ${shortNumber(quantile(ascending, 0.5))} ${unit}`;
}

function sentenceOf({ label, values }: BlocksEntrant, unit: string): string {
  if (values.length === 0) return `${label} not measured`;
  const [lowest, first, middle, third, highest] = [0, 0.25, 0.5, 0.75, 1].map((part) =>
    shortNumber(quantile(values, part)),
  );
  if (values.length === 1) return `${label} ${middle} ${unit} in its only block`;
  return (
    `${label} median ${middle} ${unit}, half of its ${values.length} blocks between ${first} and ${third}, ` +
    `all between ${lowest} and ${highest}`
  );
}
