/** A curve for each thing that others are layers over: what they cost, by size. */
import type { Chart } from '../charts/chart';
import { drawOverheads, type OverheadPoint } from '../charts/overheads';
import type { JudgedClaim, JudgedPart } from '../claims/judge';
import { bySize, isShownBelow, overheadOf, SMALL_OVERHEADS, type SizedEffect } from '../claims/overhead';
import { overheadSentence } from '../claims/overhead-words';
import { isShown } from '../claims/shown';
import { capitalised } from '../statistics/format';
import { chartName, idOf, type Sketch } from './sketch';

/** How the names of these charts begin, within their claim. */
export const OVERHEAD = 'overhead-';

/** Whether its cases grow: what it takes is then a curve. */
export function showsOverhead({ effects }: JudgedPart): boolean {
  return effects.length > 0 && effects.every(({ size }) => size !== null);
}

/** None where nothing was measured. */
export function overheadSketches(claim: JudgedClaim): Sketch[] {
  return groupsOf(claim.parts)
    .filter(({ parts }) => parts.some(({ effects }) => effects.some(({ timesAsFast }) => timesAsFast !== null)))
    .map(({ over, parts }, index) => {
      const name = chartName(claim.id, `${OVERHEAD}${index + 1}`);
      return { name, draw: () => chartOf(name, over, parts) };
    });
}

interface Group {
  readonly over: string;
  readonly parts: readonly JudgedPart[];
}

function groupsOf(all: readonly JudgedPart[]): Group[] {
  const parts = all.filter(showsOverhead);
  const overs = new Set(parts.flatMap(({ effects: [first] }) => first?.other ?? []));
  return [...overs].map((over) => ({ over, parts: parts.filter(({ effects: [first] }) => first?.other === over) }));
}

const inPercent = (share: number) => Number((100 * share).toPrecision(12));

function chartOf(name: string, over: string, parts: readonly JudgedPart[]): Chart {
  return drawOverheads({
    ...{ id: idOf(name), title: `Overhead per step, against ${over} by itself`, xName: 'units' },
    bounds: SMALL_OVERHEADS.map(inPercent),
    curves: parts.map((part) => ({
      label: capitalised(part.name),
      points: bySize(part.effects).map(pointOf),
      finding: overheadSentence(part.name, part.effects),
    })),
  });
}

function pointOf(effect: SizedEffect): OverheadPoint {
  const { size: x, timesAsFast } = effect;
  if (timesAsFast === null) return { x, y: null, lower: null, upper: null, shownBelow: null };
  const { value, low, high } = overheadOf(timesAsFast);
  const ends = isShown(timesAsFast) ? { lower: inPercent(low), upper: inPercent(high) } : { lower: null, upper: null };
  const least = SMALL_OVERHEADS.filter((share) => isShownBelow(effect, share)).at(-1);
  return { x, y: inPercent(value), ...ends, shownBelow: least === undefined ? null : inPercent(least) };
}
