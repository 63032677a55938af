import fc from 'fast-check';
import { hochbergAdjusted } from '../../src/statistics/hochberg';
import { pValueBeyond } from '../../src/statistics/interval-p-value';
import { smallestAlpha } from '../../src/statistics/looks';
import { Random } from './random';

const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 12 });

describe('decisions that hold together', () => {
  test('are those that the procedure rejects by its definition', () => {
    fc.assert(
      fc.property(pValues, fc.double({ min: 0.001, max: 0.5, noNaN: true }), (given, alpha) => {
        const ascending = [...given].sort((a, b) => a - b);
        // The largest of them whose p value is at most α over how many are left: it and all below it are rejected.
        let bound = -1;
        ascending.forEach((p, place) => (bound = p * (ascending.length - place) <= alpha ? p : bound));
        expect(hochbergAdjusted(given).map((p) => p <= alpha)).toEqual(given.map((p) => p <= bound));
      }),
    );
  });

  test('of nothing but chance are wrong in at most 5 of 100 families', () => {
    const random = new Random(20261129);
    const wrong = Array.from({ length: 20_000 }, () =>
      hochbergAdjusted(Array.from({ length: 8 }, () => random.uniform())).some((p) => p <= 0.05),
    ).filter(Boolean).length;
    expect(wrong / 20_000).toBeLessThan(0.054);
    expect(wrong / 20_000).toBeGreaterThan(0.04);
  });
});

describe('the p value of an interval', () => {
  test.each([
    [1, 1, 0.95, 0.025],
    [2, 1, 0.95, 4.428_77e-5],
    [0.5, 1, 0.95, 0.163_547_5],
    [1, 1, 0.9, 0.05],
    [-1, 1, 0.95, 0.975],
    [1, 0, 0.95, 0],
    [1, 1, 0, 1],
  ])('%s away where the end is %s away at %s is %s', (toBound, toEnd, confidence, p) => {
    expect(pValueBeyond({ toBound, toEnd, confidence })).toBeCloseTo(p, 6);
  });

  test('is never smaller than so many rounds can show', () => {
    expect(smallestAlpha(1, 1)).toBe(1);
    // 2 of 256 at one of five looks of 1.58 % each.
    expect(smallestAlpha(8, 1)).toBeCloseTo(0.02636, 4);
    expect(smallestAlpha(12, 3)).toBeLessThan(0.01);
    expect(smallestAlpha(12, 3)).toBeGreaterThan(smallestAlpha(12, 1));
  });
});
