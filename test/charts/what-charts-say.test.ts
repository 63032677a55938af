/** That a chart shows its numbers where they belong, and says them. */
import { drawBlocks } from '../../src/charts/blocks';
import { drawCurves } from '../../src/charts/curves';
import { drawEffects } from '../../src/charts/effects';
import { colour } from '../../src/charts/palette';
import { drawRoofline } from '../../src/charts/roofline';
import { drawSpeedups } from '../../src/charts/speedups';
import { drawStages } from '../../src/charts/stages';
import { everyElement, linesIn, readSvg, textsOf, type Element } from './svg-tree';

const FRAME = { id: 'a', title: 'T' };
const level = (svg: string, stroke: string) =>
  linesIn(readSvg(svg), stroke).filter(({ x1, x2, y1, y2 }) => y1 === y2 && x1 !== x2);
const numbersOf = ({ attributes }: Element) => (attributes['points'] ?? '').split(' ').map(Number);

describe('speed-ups', () => {
  const chart = drawSpeedups({
    ...{ ...FRAME, practicalDifference: 0.05, axis: 'times as fast as TensorFlow' },
    rows: [
      { label: 'PyTorch', ratio: 1.234, lower: 1.18, upper: 1.29, verdict: 'FASTER' },
      { label: 'JAX', ratio: 0.5, lower: 0.4, upper: 0.6, verdict: 'SLOWER', confidence: 0.9 },
      { label: 'Gone', ratio: null, lower: null, upper: null, verdict: 'INCONCLUSIVE' },
    ],
  });

  test('are said with their intervals, and what was not measured too', () => {
    expect(chart.alt).toBe(
      'T. PyTorch 1.23 times as fast as TensorFlow, 95 % CI 1.18 to 1.29 (faster); ' +
        'JAX 0.50 times as fast as TensorFlow, 90 % CI 0.40 to 0.60 (slower); Gone not measured. ' +
        'Differences of up to 5 % do not matter in practice.',
    );
    expect(textsOf(readSvg(chart.svg))).toEqual(
      expect.arrayContaining(['1.23 (1.18 to 1.29)', 'not measured', 'practically equal (±5 %)']),
    );
  });

  test('lie where a logarithmic axis has them, with the zone around one', () => {
    const [faster] = level(chart.svg, colour.first);
    const [slower] = level(chart.svg, colour.second);
    if (!faster || !slower) throw new Error('There are no whiskers');
    const perFactor = (faster.x2 - faster.x1) / Math.log(1.29 / 1.18);
    expect(slower.x2 - slower.x1).toBeCloseTo(perFactor * Math.log(0.6 / 0.4), 0);
    expect(faster.x1 - slower.x1).toBeCloseTo(perFactor * Math.log(1.18 / 0.4), 0);
    expect(slower.y1).toBeGreaterThan(faster.y1);
    const one = slower.x2 + perFactor * Math.log(1 / 0.6);
    const zone = everyElement(readSvg(chart.svg)).find((element) => element.attributes['fill-opacity'] !== undefined);
    const [left = 0, , right = 0] = numbersOf(zone as Element);
    expect([left, right]).toEqual([
      expect.closeTo(one - perFactor * Math.log(1.05), 0),
      expect.closeTo(one + perFactor * Math.log(1.05), 0),
    ]);
  });

  test('tell verdicts by shape, each in the legend once it occurs', () => {
    const texts = textsOf(readSvg(chart.svg));
    expect(texts).toEqual(expect.arrayContaining(['faster', 'slower']));
    expect(texts).not.toContain('no practical difference');
    const shapes = everyElement(readSvg(chart.svg)).filter(
      ({ name, attributes }) => name === 'polygon' && attributes['stroke'],
    );
    const outline = (fill: string) =>
      shapes
        .filter(({ attributes }) => attributes['fill'] === fill)
        .map((element) => {
          const [x = 0, y = 0, ...rest] = numbersOf(element);
          return rest.map((value, index) => Math.sign(Math.round(value - (index % 2 === 0 ? x : y))));
        });
    expect(outline(colour.first)[0]).not.toEqual(outline(colour.second)[0]);
  });

  test('of pairs without a common run name both', () => {
    const rows = [{ label: 'A', against: 'B', ratio: 2, lower: null, upper: null, verdict: 'FASTER' as const }];
    const { alt, svg } = drawSpeedups({ ...FRAME, rows, practicalDifference: 0, axis: 'times as fast' });
    expect(alt).toBe('T. A 2 times as fast as B (faster).');
    expect(textsOf(readSvg(svg))).toContain('A / B');
  });
});

test('curves leave gaps where nothing was measured, and mark where one overtakes another', () => {
  const at = (x: number, y: number | null) => ({ x, y, lower: y && y * 0.9, upper: y && y * 1.1 });
  const curves = [
    { label: 'A', points: [at(1, 1), at(2, 2), at(4, null), at(8, 8), at(16, 12)] },
    { label: 'B', points: [at(1, 2), at(2, 3), at(4, 4), at(8, 5), at(16, 6)] },
  ];
  const crossovers = [{ x: 3, below: 2, above: 8, text: 'At 2 A is faster, at 8 B.' }];
  const chart = drawCurves({ ...FRAME, xName: 'threads', yName: 'ms', logX: true, curves, crossovers });
  expect(chart.alt).toBe(
    'T. At 2 A is faster, at 8 B. ms by threads, with intervals. ' +
      'A: 1.00 (0.90 to 1.10) at 1, 2.00 (1.80 to 2.20) at 2, not measured at 4, 8.0 (7.2 to 8.8) at 8, 12.0 (10.8 to 13.2) at 16. ' +
      'B: 2.00 (1.80 to 2.20) at 1, 3.00 (2.70 to 3.30) at 2, 4.00 (3.60 to 4.40) at 4, 5.0 (4.5 to 5.5) at 8, 6.0 (5.4 to 6.6) at 16.',
  );
  const lines = everyElement(readSvg(chart.svg)).filter(
    ({ name, attributes }) => name === 'polyline' && attributes['stroke-width'] === '2',
  );
  expect(lines.filter(({ attributes }) => attributes['stroke'] === colour.first)).toHaveLength(2);
  expect(lines.filter(({ attributes }) => attributes['stroke'] === colour.second)).toHaveLength(1);
  const [dashed] = linesIn(readSvg(chart.svg), colour.ink);
  const texts = textsOf(readSvg(chart.svg));
  expect(texts).toEqual(expect.arrayContaining(['1: At 2 A is faster, at 8 B.', '1', '16', 'threads', 'ms']));
  // Between 2 and 4, on a logarithmic axis.
  const points = numbersOf(lines.find(({ attributes }) => attributes['stroke'] === colour.second) as Element);
  expect(dashed?.x1).toBeCloseTo((points[2] ?? 0) + ((points[4] ?? 0) - (points[2] ?? 0)) * Math.log2(1.5), 0);
  // Whiskers stand on their points, the upper end above.
  for (const { x1, x2, y1, y2 } of linesIn(readSvg(chart.svg), colour.first).filter((each) => each.x1 === each.x2)) {
    expect(x1).toBe(x2);
    expect(y1).toBeGreaterThan(y2);
  }
  const none = drawCurves({ ...FRAME, xName: 'x', yName: 'y', logX: false, curves, crossovers: [] });
  expect(none.alt).toContain('No crossover is shown.');
});

test('stages stand one after the other, as wide as they are long, and end with the whole', () => {
  const stages = [
    { name: 'import', seconds: 2 },
    { name: 'compile', seconds: 1 },
  ];
  const rows = [
    { label: 'A', stages, totalSeconds: 3.5 },
    { label: 'B', stages: [] },
  ];
  const { svg, alt } = drawStages({ ...FRAME, unit: 's', rows });
  expect(alt).toBe('T. A 3.5 s (import 2, compile 1); B not measured.');
  expect(textsOf(readSvg(svg))).toEqual(expect.arrayContaining(['3.5 s', '1 import', '2 compile', 'not measured']));
  const bars = everyElement(readSvg(svg)).flatMap(({ attributes }) => {
    const match = /^M(\S+) \S+l(\S+) 0l0 22/.exec(attributes['d'] ?? '');
    return match ? [{ left: Number(match[1]), width: Number(match[2]) }] : [];
  });
  const [first, second] = bars;
  expect(bars).toHaveLength(2);
  expect(first?.width).toBeCloseTo(2 * (second?.width ?? 0), 0);
  expect(second?.left).toBeCloseTo((first?.left ?? 0) + (first?.width ?? 0), 0);
});

test('blocks are told by their quartiles, and thousands of them stay a small file', () => {
  const values = Array.from({ length: 20_001 }, (_, index) => 1 + index / 20_000);
  const entrants = Array.from({ length: 16 }, (_, index) => ({ label: `e${index}`, values }));
  const { svg, alt } = drawBlocks({ ...FRAME, unit: 'ms', entrants: [...entrants, { label: 'none', values: [] }] });
  expect(svg.length).toBeLessThan(200_000);
  expect(alt).toContain('e15 median 1.5 ms, half of its 20001 blocks between 1.25 and 1.75, all between 1 and 2;');
  expect(alt).toContain('none not measured.');
  const few = drawBlocks({ ...FRAME, unit: 'ms', entrants: [{ label: 'few', values: [3, 1, 2] }] });
  const dots = everyElement(readSvg(few.svg)).find(({ attributes }) =>
    /^(M[\d.]+ [\d.]+L[\d.]+ [\d.]+){3}$/.test(attributes['d'] ?? ''),
  );
  expect(dots).toBeDefined();
});

test('a roofline says how near each comes, and to what', () => {
  const entrants = [
    { label: 'A', flopsPerByte: 10, flopsPerSecond: 50e9 },
    { label: 'B', flopsPerByte: 2, flopsPerSecond: 10e9 },
    { label: 'C', flopsPerByte: 2, flopsPerSecond: null },
  ];
  const machine = { peakFlopsPerSecond: 100e9, bandwidthBytesPerSecond: 20e9 };
  const { alt, svg } = drawRoofline({ ...FRAME, ...machine, entrants });
  expect(alt).toBe(
    'T. A reaches 50 GFLOP/s at 10 FLOP per byte, 50 % of what arithmetic allows; ' +
      'B reaches 10 GFLOP/s at 2 FLOP per byte, 25 % of what memory allows; C not measured. ' +
      'The machine computes at most 100 GFLOP/s and moves at most 20 GB/s.',
  );
  const texts = textsOf(readSvg(svg));
  expect(texts).toEqual(expect.arrayContaining(['50 %: A', '25 %: B', 'not measured: C']));
  const flat = drawRoofline({ ...FRAME, peakFlopsPerSecond: 100e9, bandwidthBytesPerSecond: null, entrants });
  expect(flat.alt).toContain('B reaches 10 GFLOP/s at 2 FLOP per byte, 10 % of what arithmetic allows');
});

test('effects say where no difference was shown', () => {
  const rows = [
    { label: 'more threads', factor: 2, lower: 1.8, upper: 2.2 },
    { label: 'nothing', factor: 0.99, lower: 0.97, upper: 1.01 },
    { label: 'unknown', factor: null, lower: null, upper: null },
  ];
  const { alt } = drawEffects({ ...FRAME, rows, axis: 'times as fast' });
  expect(alt).toBe(
    'T. more threads 2.00 times as fast, interval 1.80 to 2.20; ' +
      'nothing 0.990 times as fast, interval 0.970 to 1.010 (no difference shown); unknown not measured.',
  );
});
