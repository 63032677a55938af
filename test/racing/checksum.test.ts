import fc from 'fast-check';
import { checksum } from '../../src/protocol/checksum';
import type { Block } from '../../src/protocol/block';
import { checksumHolds, checksumOf } from '../../src/racing/checksum';

const TOLERANCE = 1e-5;
const output = Float32Array.of(1, -2, 4);
const blockWith = (value: number) => ({ checksum: value }) as Block;

describe('the checksum of a block', () => {
  test('holds for the same result and for one of rounding differences', () => {
    expect(checksumHolds(blockWith(checksum(output)), checksumOf(output), TOLERANCE)).toBe(true);
    const rounded = output.map((value, index) => value * (1 + (index % 2 ? 1e-6 : -1e-6)));
    expect(checksumHolds(blockWith(checksum(rounded)), checksumOf(output), TOLERANCE)).toBe(true);
  });

  test.each([
    ['nothing was computed', 0],
    ['it is not a number', Number.NaN],
    ['the elements are in another order', checksum([4, 1, -2])],
    ['one element is wrong by a thousandth', checksum([1, -2, 4.004])],
  ])('does not hold where %s', (_what, value) => {
    expect(checksumHolds(blockWith(value), checksumOf(output), TOLERANCE)).toBe(false);
  });

  test('does not hold for a batch that was never proven', () => {
    expect(checksumHolds(blockWith(1), undefined, TOLERANCE)).toBe(false);
  });

  test('tells results apart that always sum to the same', () => {
    const shares = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(shares, shares, (one, other) => {
        const [a, b] = [one, other].map((values) => {
          const total = values.reduce((sum, value) => sum + value, 0);
          return values.map((value) => value / total);
        }) as [number[], number[]];
        fc.pre(Math.max(...a.map((value, index) => Math.abs(value - (b[index] ?? 0)))) > 0.01);
        return !checksumHolds(blockWith(checksum(b)), checksumOf(a), TOLERANCE);
      }),
      // Two random vectors agree in one weighted sum about once in ten thousand times.
      { seed: 3, numRuns: 200 },
    );
  });
});
