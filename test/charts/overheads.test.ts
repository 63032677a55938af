/** That overheads stand where they belong, on an axis that has room for tenths of a per cent and for thousands. */
import { drawOverheads, type OverheadPoint } from '../../src/charts/overheads';
import { colour } from '../../src/charts/palette';
import { placeOf, signedLogScale } from '../../src/charts/signed-log-scale';
import { everyElement, linesIn, readSvg, textsOf } from './svg-tree';

const FRAME = { id: 'a', title: 'T', xName: 'units', bounds: [5, 1] };
const at = (x: number, y: number | null, shownBelow: number | null = null, width = 1): OverheadPoint => ({
  ...{ x, y, shownBelow },
  ...(y === null ? { lower: null, upper: null } : { lower: y - width, upper: y + width }),
});
const drawn = (...curves: readonly (readonly OverheadPoint[])[]) =>
  drawOverheads({
    ...FRAME,
    curves: curves.map((points, index) => ({ label: `L${index + 1}`, points, finding: `F${index + 1}.` })),
  });
const ringsIn = (svg: string) =>
  everyElement(readSvg(svg)).flatMap(({ attributes }) => {
    const isRing = attributes['fill'] === 'none' && attributes['stroke'] === colour.ink && attributes['r'];
    return isRing ? [{ x: Number(attributes['cx']), y: Number(attributes['cy']) }] : [];
  });
const levelsOf = (svg: string) =>
  linesIn(readSvg(svg), colour.ink)
    .filter(({ x1, x2, y1, y2 }) => y1 === y2 && x2 - x1 > 100)
    .map(({ y1 }) => y1);

describe('overheads', () => {
  const chart = drawn([at(16, 400), at(256, 3, 5), at(2048, 0.2, 1, 0.3)], [at(16, 9000, null, 90), at(256, 50)]);

  test('are said: what was found first, then every number', () => {
    expect(chart.alt).toBe(
      'F1. F2. T. Overhead per step in per cent by units, with intervals. ' +
        'L1: 400.0 (399.0 to 401.0) at 16, 3.0 (2.0 to 4.0) at 256, 0.20 (-0.10 to 0.50) at 2048. ' +
        'L2: 9000 (8910 to 9090) at 16, 50.0 (49.0 to 51.0) at 256.',
    );
    const texts = textsOf(readSvg(chart.svg));
    expect(texts).toEqual(expect.arrayContaining(['F1.', 'F2.', '16', '256', '2,048', '0', '1', '5', '1,000', '5 %']));
    expect(texts).toEqual(expect.arrayContaining(['shown to be below 5 %', 'shown to be below 1 %']));
  });

  test('have lines at both bounds, of different dashes, that lie apart', () => {
    const [five = 0, one = 0] = levelsOf(chart.svg);
    expect(one - five).toBeGreaterThan(15);
    const dashes = everyElement(readSvg(chart.svg)).flatMap(({ attributes }) => attributes['stroke-dasharray'] ?? []);
    expect(dashes).toEqual(expect.arrayContaining(['9,4', '2,3']));
  });

  test('have a ring for each bound below which they are shown to be, and none elsewhere', () => {
    const [five = 0, one = 0] = levelsOf(chart.svg);
    // The first of them are the keys of the legend.
    const rings = ringsIn(chart.svg).filter(({ y }) => y > five);
    expect(rings).toHaveLength(3);
    expect(rings.filter(({ y }) => y > one)).toHaveLength(2);
    const none = drawn([at(16, 400), at(256, 3)]);
    expect(ringsIn(none.svg)).toEqual([]);
    expect(textsOf(readSvg(none.svg)).join()).not.toContain('shown to be');
  });

  test('leave a gap where nothing was measured, and have no whisker where nothing is known of an interval', () => {
    const gap = drawn([at(16, 400), at(256, null), at(2048, 3)], [at(16, null)]);
    expect(gap.alt).toContain('not measured at 256,');
    expect(gap.alt).toContain('L2: not measured at 16.');
    const curves = everyElement(readSvg(gap.svg)).filter(({ name }) => name === 'polyline');
    expect(curves).toEqual([]);
    expect(linesIn(readSvg(gap.svg), colour.first).filter(({ x1, x2 }) => x1 === x2)).toHaveLength(2);
    const open = drawn([{ x: 16, y: 20, lower: null, upper: null, shownBelow: null }]);
    expect(open.alt).toContain('L1: 20 at 16.');
    expect(linesIn(readSvg(open.svg), colour.first).filter(({ x1, x2 }) => x1 === x2)).toEqual([]);
  });

  test('of one size are points', () => {
    const { svg } = drawn([at(256, 20)]);
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(textsOf(readSvg(svg))).toContain('256');
    expect(levelsOf(svg)).toHaveLength(2);
  });
});

describe('an axis of values that may be 0 or below', () => {
  test.each([
    [[0.2], ['0', '1', '2', '5']],
    [
      [-0.4, 30],
      ['0', '1', '2', '5', '10', '20'],
    ],
    [
      [-20, 3],
      ['-20', '-10', '-5', '-2', '-1', '0', '1', '2', '5'],
    ],
    [[12_000], ['0', '1', '5', '10', '50', '100', '500', '1,000', '5,000', '10,000']],
    [[], ['0', '1', '2', '5']],
  ])('of %j has the bounds, 0 and round numbers', (values, expected) => {
    const { min, max, ticks, tickText } = signedLogScale(values, [5, 1]);
    expect(ticks.map(tickText)).toEqual(expected);
    for (const value of [0, 5, ...values]) {
      expect(placeOf(value)).toBeGreaterThan(min);
      expect(placeOf(value)).toBeLessThan(max);
    }
  });
});
