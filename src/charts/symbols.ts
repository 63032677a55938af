/** What tells up to sixteen entrants apart besides their colours, and verdicts from one another. */
import { ENTRANT_COLOURS, type ColourName } from './palette';
import { polygon, rounded, type Point, type Shape } from './shapes';

export type SymbolName = 'circle' | 'triangle' | 'square' | 'diamond' | 'down' | 'star' | 'plus' | 'cross';

const ORDER: readonly SymbolName[] = ['circle', 'triangle', 'square', 'diamond', 'down', 'star', 'plus', 'cross'];

/** Corners on a circle of radius one, the first at the top. */
function corners(count: number, turn = 0, inner = 1): Point[] {
  return Array.from({ length: count }, (_, index) => {
    const angle = -Math.PI / 2 + turn + (2 * Math.PI * index) / count;
    const radius = index % 2 === 0 ? 1 : inner;
    return [radius * Math.cos(angle), radius * Math.sin(angle)] as const;
  });
}

const THICK = 0.38;
const PLUS: readonly Point[] = [
  ...([
    [-THICK, -1],
    [THICK, -1],
    [THICK, -THICK],
    [1, -THICK],
    [1, THICK],
    [THICK, THICK],
  ] as const),
  ...([
    [THICK, 1],
    [-THICK, 1],
    [-THICK, THICK],
    [-1, THICK],
    [-1, -THICK],
    [-THICK, -THICK],
  ] as const),
];

function turned(points: readonly Point[], angle: number): Point[] {
  return points.map(([x, y]) => [x * Math.cos(angle) - y * Math.sin(angle), x * Math.sin(angle) + y * Math.cos(angle)]);
}

const OUTLINES: Readonly<Record<SymbolName, readonly Point[]>> = {
  circle: corners(20).map(([x, y]) => [0.9 * x, 0.9 * y]),
  triangle: corners(3),
  square: corners(4, Math.PI / 4),
  diamond: corners(4),
  down: corners(3, Math.PI),
  star: corners(10, 0, 0.45),
  plus: PLUS,
  cross: turned(PLUS, Math.PI / 4),
};

export interface SymbolLook {
  readonly symbol: SymbolName;
  readonly name: ColourName;
  readonly hollow: boolean;
}

export interface EntrantLook extends SymbolLook {
  /** Of its line; absent: none. */
  readonly dash?: readonly number[];
}

const DASHES = [undefined, [6, 3], [2, 2]] as const;

/** By its place, from 0: the first eight are filled, the next hollow with another colour for each shape. */
export function lookOf(entrant: number): EntrantLook {
  const turn = Math.floor(entrant / ORDER.length);
  const dash = DASHES[turn % DASHES.length];
  return {
    symbol: ORDER[entrant % ORDER.length] ?? 'circle',
    name: ENTRANT_COLOURS[(entrant + 3 * turn) % ENTRANT_COLOURS.length] ?? 'first',
    hollow: turn % 2 === 1,
    ...(dash && { dash }),
  };
}

export function symbolAt([x, y]: Point, { symbol, name, hollow }: SymbolLook, radius = 5.5): Shape {
  const points = OUTLINES[symbol].map(([dx, dy]): Point => [rounded(x + radius * dx), rounded(y + radius * dy)]);
  return polygon(points, name, hollow);
}
