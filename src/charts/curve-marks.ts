/** One curve: its line, broken at gaps, its points and their intervals. */
import type { CurvePoint } from './curves';
import { isKnown } from './numbers';
import { area, polyline, whisker, type Placing, type Shape } from './shapes';
import { symbolAt, type EntrantLook } from './symbols';

/** Bands of more curves lie over one another. */
const MOST_BANDS = 4;

type KnownPoint = CurvePoint & { readonly y: number };

export function curveMarks(
  points: readonly CurvePoint[],
  look: EntrantLook,
  at: Placing,
  curves: number,
): readonly Shape[] {
  const stretches = stretchesOf(points);
  const bands = curves > MOST_BANDS ? [] : stretches.flatMap((stretch) => band(stretch, look, at));
  const lines = stretches
    .filter(({ length }) => length > 1)
    .map((stretch) =>
      polyline(
        stretch.map(({ x, y }) => at(x, y)),
        look.name,
        { width: 2, ...(look.dash && { dash: look.dash }) },
      ),
    );
  const ends = stretches.flat().flatMap((point) => {
    const { x, lower, upper } = point;
    const interval = isKnown(lower) && isKnown(upper) ? whisker(at(x, lower), at(x, upper), look.name, 1) : [];
    return [...interval, symbolAt(at(x, point.y), look)];
  });
  return [...bands, ...lines, ...ends];
}

/** Neighbours of which something is known. */
function stretchesOf(points: readonly CurvePoint[]): KnownPoint[][] {
  const stretches: KnownPoint[][] = [[]];
  for (const point of points) {
    if (isKnown(point.y)) stretches.at(-1)?.push({ ...point, y: point.y });
    else stretches.push([]);
  }
  return stretches.filter(({ length }) => length > 0);
}

function band(stretch: readonly KnownPoint[], { name }: EntrantLook, at: Placing): Shape[] {
  const edges = stretch.flatMap(({ x, lower, upper }) =>
    isKnown(lower) && isKnown(upper) ? [{ low: at(x, lower), high: at(x, upper) }] : [],
  );
  if (edges.length < 2) return [];
  return [area([...edges.map(({ low }) => low), ...edges.map(({ high }) => high).reverse()], name, 0.18)];
}
