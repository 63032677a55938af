/**
 * An axis for values that span many powers of ten and may be 0 or below: even around 0 and logarithmic on both sides of it,
 * beyond about 1 (the inverse hyperbolic sine; Burbidge, Magee and Robb 1988, "Alternative transformations to handle extreme values").
 */
import type { Axis } from './panel';

export type SignedLogScale = Required<Pick<Axis, 'min' | 'max' | 'ticks' | 'tickText'>>;

/** Where a value stands on the axis: its ends and ticks are such places, not values. */
export const placeOf = (value: number) => Math.asinh(value);

const MOST_TICKS = 9;
/** Between powers of ten, from many ticks to few. */
const MANTISSAS = [[1, 2, 5], [1, 5], [1]];

/** With room on both sides; `marked`: values that have a tick whatever else there is. */
export function signedLogScale(values: readonly number[], marked: readonly number[]): SignedLogScale {
  const [low, high] = [Math.min(0, ...values, ...marked), Math.max(0, ...values, ...marked)];
  const room = 0.06 * (placeOf(high) - placeOf(low)) || 1;
  const inside = [...new Set([0, ...marked, ...ticksBetween(low, high)])].filter((tick) => tick >= low && tick <= high);
  return {
    ...{ min: placeOf(low) - room, max: placeOf(high) + room },
    ticks: inside.sort((one, other) => one - other).map(placeOf),
    tickText: (place) => Number(Math.sinh(place).toPrecision(6)).toLocaleString('en-US'),
  };
}

function ticksBetween(low: number, high: number): number[] {
  const powers = Array.from({ length: Math.ceil(Math.log10(Math.max(-low, high, 1))) + 1 }, (_, power) => power);
  const candidates = MANTISSAS.map((mantissas) =>
    powers
      .flatMap((power) => mantissas.flatMap((mantissa) => [mantissa * 10 ** power, -mantissa * 10 ** power]))
      .filter((tick) => tick >= low && tick <= high),
  );
  return candidates.find(({ length }) => length <= MOST_TICKS) ?? candidates.at(-1) ?? [];
}
