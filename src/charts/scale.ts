/** Ends and ticks of axes: round numbers where a reader expects them. */
import type { Axis } from './panel';

export type Scale = Required<Pick<Axis, 'type' | 'min' | 'max' | 'ticks'>>;

const MOST_TICKS = 8;
/** Between powers of ten, from few ticks to many. */
const MANTISSAS = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 5, 7]];
/** Beyond which equal steps say more than equal factors. */
const NARROW = 3;

/** Logarithmic, with room on both sides; `values`: above 0, at least one of them. */
export function logScale(values: readonly number[], mostTicks = MOST_TICKS): Scale {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((high / low) ** 0.06, 1.02);
  const [min, max] = [low / room, high * room];
  return { type: 'log', min, max, ticks: logTicks(min, max, mostTicks) };
}

function logTicks(min: number, max: number, most: number): number[] {
  const even = max / min < NARROW ? evenTicks(min, max, most) : [];
  if (even.length > 2) return even;
  const powers = range(Math.floor(Math.log10(min)), Math.ceil(Math.log10(max)));
  const candidates = MANTISSAS.map((mantissas) =>
    powers
      .flatMap((power) => mantissas.map((mantissa) => rounded(mantissa * 10 ** power)))
      .filter((tick) => tick >= min && tick <= max),
  );
  const fitting = candidates.filter((ticks) => ticks.length <= most).at(-1);
  if (fitting) return fitting;
  const [decades = []] = candidates;
  const step = Math.ceil(decades.length / most);
  return decades.filter((_, index) => index % step === 0);
}

/** From 0 where that is not far, with room above; `values`: not below 0, at least one of them. */
export function linearScale(values: readonly number[], mostTicks = MOST_TICKS): Scale {
  const high = Math.max(...values) || 1;
  const max = high * 1.06;
  return { type: 'value', min: 0, max, ticks: evenTicks(0, max, mostTicks) };
}

function evenTicks(min: number, max: number, most: number): number[] {
  const rough = (max - min) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? rough;
  return range(Math.ceil(min / step), Math.floor(max / step)).map((index) => rounded(index * step));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index);
}

/** Without what binary fractions add. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}
