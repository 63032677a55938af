/** Names at the right of a plot, each with a line to what it names, none over another. */
import type { ColourName } from './palette';
import { line, rounded, words, type Point, type Shape } from './shapes';
import { symbolAt, type EntrantLook } from './symbols';
import { shortened } from './text';

export interface SideLabel {
  readonly text: string;
  /** What it names; null: nothing is drawn of it. */
  readonly end: Point | null;
  readonly look: EntrantLook;
}

export interface Side {
  /** Of the column. */
  readonly left: number;
  readonly width: number;
  readonly top: number;
  readonly bottom: number;
}

const GAP = 15;
const LEADER = 16;
const KEY = 16;

export function sideLabels(labels: readonly SideLabel[], side: Side): Shape[] {
  const ordered = [...labels].sort((one, other) => (one.end?.[1] ?? Infinity) - (other.end?.[1] ?? Infinity));
  const middles = spread(
    ordered.map(({ end }) => end?.[1] ?? side.bottom),
    side,
  );
  return ordered.flatMap(({ text, end, look }, index) => {
    const middle = middles[index] ?? side.top;
    const from = side.left + LEADER;
    const shown = shortened(text, side.width - LEADER - KEY - 4);
    const name: ColourName = end ? 'ink' : 'faint';
    const leader = end ? [line(end, [from, middle], look.name, { width: 0.75, dash: [1, 2] })] : [];
    return [...leader, symbolAt([from + KEY / 2, middle], look, 5), words([from + KEY + 4, middle], shown, { name })];
  });
}

/** Height that so many names need. */
export function sideHeight(count: number): number {
  return count * GAP;
}

/** Ascending, at least a gap apart, as near to where they belong as that allows, within the side. */
function spread(wanted: readonly number[], { top, bottom }: Side): number[] {
  const placed: number[] = [];
  for (const place of wanted) placed.push(Math.max(place, (placed.at(-1) ?? top - GAP) + GAP));
  let limit = bottom;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index] ?? limit, limit);
    limit = (placed[index] ?? limit) - GAP;
  }
  return placed.map(rounded);
}
