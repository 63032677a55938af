/** What all panels share: a grid, two axes, a heading above. Panels are numbered from 0, top to bottom. */
import type { EChartsOption } from 'echarts';
import { colour } from './palette';

export interface Panel {
  /** Empty: none. */
  readonly heading: string;
  /** In pixels, of the area between the axes. */
  readonly top: number;
  readonly height: number;
  /** To the edges of the picture; the usual ones where absent. */
  readonly left?: number;
  readonly right?: number;
  readonly x: Axis;
  readonly y: Axis;
}

export interface Axis {
  readonly name?: string;
  readonly type?: 'value' | 'log';
  readonly min?: number;
  readonly max?: number;
  readonly interval?: number;
  readonly unit?: string;
  readonly hidden?: boolean;
  /** From top to bottom, or from right to left. */
  readonly inverse?: boolean;
  /** Where labels and lines stand, instead of where the library would put them. */
  readonly ticks?: readonly number[];
  /** What stands at a tick, where that is not its own number. */
  readonly tickText?: (tick: number) => string;
}

const LEFT = 64;
const RIGHT = 24;
const HEADING_ABOVE = 30;

export function panels(list: readonly Panel[]): EChartsOption {
  return {
    title: list.map(({ heading, top }) => ({
      text: heading,
      left: LEFT,
      top: top - HEADING_ABOVE,
      padding: 0,
      textStyle: { fontSize: 14, fontWeight: 'bold' as const, color: colour.ink },
    })),
    grid: list.map(({ top, height, left = LEFT, right = RIGHT }) => ({ left, right, top, height })),
    xAxis: list.map(({ x }, gridIndex) => ({ gridIndex, ...axis(x), nameGap: 26 })),
    yAxis: list.map(({ y }, gridIndex) => ({ gridIndex, ...axis(y), nameGap: 44 })),
  };
}

function axis({ name, type = 'value', min, max, interval, unit = '', hidden = false, inverse, ...rest }: Axis) {
  const { ticks, tickText = ownNumber } = rest;
  const places = ticks && { customValues: [...ticks] };
  return {
    type,
    ...(type === 'log' ? { logBase: 2 } : {}),
    show: !hidden,
    ...(name === undefined ? {} : { name }),
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval }),
    ...(inverse === undefined ? {} : { inverse }),
    nameLocation: 'middle' as const,
    nameTextStyle: { color: colour.faint, fontSize: 12 },
    axisLabel: { color: colour.faint, fontSize: 12, formatter: ticks ? tickText : `{value}${unit}`, ...places },
    axisLine: { show: false },
    axisTick: { show: false, ...places },
    splitLine: { lineStyle: { color: colour.grid } },
  };
}

function ownNumber(value: number): string {
  return Number(value.toPrecision(6)).toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
