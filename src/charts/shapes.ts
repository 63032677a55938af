/** What marks are made of, in pixels. */
import type { CustomSeriesOption, CustomSeriesRenderItem, CustomSeriesRenderItemReturn } from 'echarts';
import { colour, type ColourName } from './palette';
import { fontOf, TEXT_SIZE } from './text';

export type Point = readonly [x: number, y: number];

interface Style {
  readonly [name: string]: string | number | readonly number[];
}

export interface Shape {
  readonly type: 'line' | 'rect' | 'polygon' | 'polyline' | 'path' | 'text' | 'circle';
  readonly shape?: Readonly<Record<string, unknown>>;
  readonly style: Style;
  readonly silent: true;
}

/** Where a value of both axes lies. */
export type Placing = (x: number, y: number) => Point;

/** Shapes that stand where the axes say; `panel`: of whose axes, from 0. */
export function marks(draw: (at: Placing) => readonly Shape[], panel = 0): CustomSeriesOption {
  const renderItem: CustomSeriesRenderItem = (_parameters, api) => {
    const at: Placing = (x, y) => {
      const [left = 0, top = 0] = api.coord([x, y]);
      return [rounded(left), rounded(top)];
    };
    return { type: 'group', children: draw(at) } as unknown as CustomSeriesRenderItemReturn;
  };
  // One item, whose own place does not matter.
  return { type: 'custom', silent: true, xAxisIndex: panel, yAxisIndex: panel, renderItem, data: [[1, 1]] };
}

/** Tenths of a pixel are not seen, and are a third of the file. */
export function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

interface Stroke {
  readonly width?: number;
  readonly dash?: readonly number[];
}

function strokeOf(name: ColourName, { width = 1, dash }: Stroke): Style {
  return { stroke: colour[name], lineWidth: width, fill: 'none', ...(dash && { lineDash: dash }) };
}

export function line([x1, y1]: Point, [x2, y2]: Point, name: ColourName, stroke: Stroke = {}): Shape {
  return { type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: strokeOf(name, stroke) };
}

export function polyline(points: readonly Point[], name: ColourName, stroke: Stroke = {}): Shape {
  return { type: 'polyline', silent: true, shape: { points }, style: strokeOf(name, stroke) };
}

export function area(points: readonly Point[], name: ColourName, opacity = 1): Shape {
  const style = { fill: colour[name], ...(opacity < 1 && { opacity }) };
  return { type: 'polygon', silent: true, shape: { points }, style };
}

/** `hollow`: its edge in the colour, filled with paper. */
export function polygon(points: readonly Point[], name: ColourName, hollow = false): Shape {
  const style = { fill: hollow ? colour.paper : colour[name], stroke: hollow ? colour[name] : colour.paper };
  return { type: 'polygon', silent: true, shape: { points }, style: { ...style, lineWidth: hollow ? 1.5 : 0.75 } };
}

export function rectangle([x, y]: Point, width: number, height: number, name: ColourName): Shape {
  return { type: 'rect', silent: true, shape: { x, y, width, height }, style: { fill: colour[name] } };
}

export function disc([cx, cy]: Point, r: number, name: ColourName): Shape {
  return { type: 'circle', silent: true, shape: { cx, cy, r }, style: { fill: colour[name] } };
}

/** Around what it singles out, and seen through. */
export function ring([cx, cy]: Point, r: number, name: ColourName): Shape {
  return { type: 'circle', silent: true, shape: { cx, cy, r }, style: strokeOf(name, { width: 1.5 }) };
}

/** Many, in one path: an element of its own for each would be ten times as long. */
export function dots(points: readonly Point[], name: ColourName, diameter: number): Shape {
  const pathData = points.map(([x, y]) => `M${x} ${y}h.1`).join('');
  const style = { ...strokeOf(name, { width: diameter }), lineCap: 'round', opacity: points.length > 100 ? 0.6 : 1 };
  return { type: 'path', silent: true, shape: { pathData }, style };
}

/** Lies over what it is around. */
export function outline([x, y]: Point, width: number, height: number, name: ColourName): Shape {
  const shape = { x: rounded(x), y: rounded(y), width: rounded(width), height: rounded(height) };
  return { type: 'rect', silent: true, shape, style: strokeOf(name, { width: 1.5 }) };
}

/** An interval between two points, with an end across at each. */
export function whisker(from: Point, to: Point, name: ColourName, width = 1.5): Shape[] {
  const half = 4;
  const isLevel = from[1] === to[1];
  const across = ([x, y]: Point) =>
    isLevel ? line([x, y - half], [x, y + half], name, { width }) : line([x - half, y], [x + half, y], name, { width });
  return [line(from, to, name, { width }), across(from), across(to)];
}

interface Look {
  readonly name?: ColourName;
  readonly weight?: 'normal' | 'bold';
  readonly size?: number;
  readonly align?: 'left' | 'center' | 'right';
}

/** One line, its middle at the height of the point. */
export function words([x, y]: Point, text: string, look: Look = {}): Shape {
  const { name = 'ink', weight = 'normal', size = TEXT_SIZE, align = 'left' } = look;
  const style = { x, y, text, fill: colour[name], font: fontOf(size, weight), align, verticalAlign: 'middle' };
  return { type: 'text', silent: true, style };
}
