/** The axis of values that somebody chose: its ticks are the values themselves, as far as their numbers do not touch. */
import { isKnown, shortNumber } from './numbers';
import { linearScale, logScale, type Scale } from './scale';
import { widthOf } from './text';

/** `logarithmic`: where every value is above 0. `width`: between the ends of the axis, in pixels. */
export function sweptScale(all: readonly number[], { logarithmic, width }: SweptAxis): Scale {
  const values = [...new Set(all)].filter(isKnown).sort((one, other) => one - other);
  if (values.length === 0) return linearScale([1]);
  const [low, high] = [values[0] ?? 0, values.at(-1) ?? 1];
  const isLogarithmic = logarithmic && low > 0;
  const room = 0.04 * (high - low) || Math.abs(high) * 0.5 || 1;
  const scale = isLogarithmic ? logScale(values) : { min: low - room, max: high + room, ticks: [] };
  const place = (x: number) =>
    isLogarithmic
      ? Math.log(x / scale.min) / Math.log(scale.max / scale.min)
      : (x - scale.min) / (scale.max - scale.min);
  let free = -Infinity;
  const ticks = values.filter((value) => {
    const half = widthOf(shortNumber(value)) / 2 + 4;
    const middle = place(value) * width;
    if (middle - half < free) return false;
    free = middle + half;
    return true;
  });
  return { type: isLogarithmic ? 'log' : 'value', min: scale.min, max: scale.max, ticks };
}

export interface SweptAxis {
  readonly logarithmic: boolean;
  readonly width: number;
}
