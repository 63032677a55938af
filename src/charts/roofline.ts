/** What a machine can do at most, by how much work is done for each byte, and how near entrants come (Williams, Waterman, Patterson 2009). */
import type { EChartsOption } from 'echarts';
import type { Chart, ChartFrame } from './chart';
import { header, MARGIN, nameColumn } from './layout';
import { isPositive, shortNumber } from './numbers';
import { panels } from './panel';
import { renderChart, WIDTH } from './render';
import { logScale } from './scale';
import { altOf } from './sentences';
import { area, marks, polyline, words, type Placing, type Point } from './shapes';
import { sideHeight, sideLabels } from './side-labels';
import { lookOf, symbolAt } from './symbols';

export interface RooflineEntrant {
  readonly label: string;
  /** Of the work, by the bytes that no implementation can avoid moving. */
  readonly flopsPerByte: number | null;
  /** Reached; null: not measured. */
  readonly flopsPerSecond: number | null;
}

export interface Roofline extends ChartFrame {
  readonly peakFlopsPerSecond: number;
  /** Null: not known for such work, whose roof is then flat. */
  readonly bandwidthBytesPerSecond: number | null;
  readonly entrants: readonly RooflineEntrant[];
}

const LEFT = 72;
const LONGEST_NAME = 150;
const HEIGHT = 320;
const GIGA = 1e9;
/** Around what is drawn, so that both parts of the roof are seen. */
const ROOM = 6;

export function drawRoofline(roofline: Roofline): Chart {
  const { entrants, peakFlopsPerSecond: peak, bandwidthBytesPerSecond: bandwidth } = roofline;
  const { shapes, bottom: top } = header(roofline);
  const placed = entrants.map((entrant) => placeOf(entrant));
  const corner = bandwidth === null ? [] : [peak / bandwidth];
  const intensities = placed.flatMap((place) => (place ? [place.x] : []));
  const drawn = [...corner, ...intensities];
  const around = drawn.length > 0 ? drawn : [1];
  const x = logScale([Math.min(...around) / ROOM, Math.max(...around) * ROOM]);
  const roofAt = (intensity: number) => limitAt(intensity, roofline) / GIGA;
  const y = logScale([roofAt(x.min), peak / GIGA, ...placed.flatMap((place) => (place ? [place.y] : []))]);
  const labels = entrants.map((entrant) => labelOf(entrant, roofline));
  const right = nameColumn(labels, LONGEST_NAME) + 30;
  const height = Math.max(HEIGHT, sideHeight(labels.length));
  const side = { left: WIDTH - right, width: right - MARGIN + 10, top: top + 6, bottom: top + height - 6 };
  const draw = (at: Placing) => {
    const roof = [x.min, ...corner, x.max].map((intensity) => at(intensity, roofAt(intensity)));
    const ends = placed.map((place) => place && at(place.x, place.y));
    const texts = labels.map((text, index) => ({ text, end: ends[index] ?? null, look: lookOf(index) }));
    return [
      area([...roof, at(x.max, y.min), at(x.min, y.min)], 'zone', 0.35),
      polyline(roof, 'ink', { width: 2 }),
      words(above(at(x.max, peak / GIGA)), `${shortNumber(peak / GIGA)} GFLOP/s`, { align: 'right' }),
      words(above(at(x.min, peak / GIGA)), memoryText(bandwidth)),
      ...sideLabels(texts, side),
      ...ends.flatMap((end, index) => (end ? [symbolAt(end, lookOf(index))] : [])),
    ];
  };
  const panel = { heading: '', top, height, left: LEFT, right };
  const chart: EChartsOption = {
    ...panels([{ ...panel, x: { ...x, name: 'FLOP per byte' }, y: { ...y, name: 'GFLOP/s' } }]),
    graphic: { elements: [...shapes] as never },
    series: [marks(draw)],
  };
  return renderChart({ ...roofline, alt: altOfRoofline(roofline), height: top + height + 56, chart });
}

function limitAt(flopsPerByte: number, { peakFlopsPerSecond, bandwidthBytesPerSecond }: Roofline): number {
  return Math.min(peakFlopsPerSecond, flopsPerByte * (bandwidthBytesPerSecond ?? Infinity));
}

function memoryText(bandwidth: number | null): string {
  return bandwidth === null ? 'memory: not known for so few bytes' : `memory: ${shortNumber(bandwidth / GIGA)} GB/s`;
}

const above = ([x, y]: Point): Point => [x, y - 10];

function placeOf({ flopsPerByte, flopsPerSecond }: RooflineEntrant): { x: number; y: number } | null {
  return isPositive(flopsPerByte) && isPositive(flopsPerSecond) ? { x: flopsPerByte, y: flopsPerSecond / GIGA } : null;
}

/** Of what the machine could do with such work; null: not measured. */
function percentOf(entrant: RooflineEntrant, roofline: Roofline): string | null {
  const place = placeOf(entrant);
  if (!place) return null;
  return `${shortNumber((100 * place.y * GIGA) / limitAt(place.x, roofline))} %`;
}

function labelOf(entrant: RooflineEntrant, roofline: Roofline): string {
  return `${percentOf(entrant, roofline) ?? 'not measured'}: ${entrant.label}`;
}

function altOfRoofline(roofline: Roofline): string {
  const { entrants, peakFlopsPerSecond, bandwidthBytesPerSecond } = roofline;
  const limits =
    `The machine computes at most ${shortNumber(peakFlopsPerSecond / GIGA)} GFLOP/s` +
    (bandwidthBytesPerSecond === null ? '' : ` and moves at most ${shortNumber(bandwidthBytesPerSecond / GIGA)} GB/s`);
  const told = entrants.map((entrant) => {
    const place = placeOf(entrant);
    if (!place) return `${entrant.label} not measured`;
    const bound = limitAt(place.x, roofline) < peakFlopsPerSecond ? 'memory' : 'arithmetic';
    return (
      `${entrant.label} reaches ${shortNumber(place.y)} GFLOP/s at ${shortNumber(place.x)} FLOP per byte, ` +
      `${percentOf(entrant, roofline) ?? ''} of what ${bound} allows`
    );
  });
  return altOf(roofline, [told.join('; '), limits]);
}
