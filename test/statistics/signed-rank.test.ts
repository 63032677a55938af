import * as fc from 'fast-check';
import {
  hodgesLehmann,
  signedRankDistribution,
  signedRankInterval,
  signedRankPValue,
  walshAverages,
} from '../../src/statistics/signed-rank';

const value = fc.oneof(fc.double({ min: -1e3, max: 1e3, noNaN: true }), fc.integer({ min: -4, max: 4 }));
const sample = fc.array(value, { minLength: 1, maxLength: 40 });
const alpha = fc.double({ min: 1e-4, max: 0.5, noNaN: true });

describe('the signed-rank distribution', () => {
  test('is the published one for n = 5', () => {
    const counts = [...signedRankDistribution(5)].map((probability) => probability * 32);
    expect(counts).toEqual([1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 3, 2, 2, 1, 1, 1]);
  });

  test('sums to 1 and is symmetric for 60 differences', () => {
    const probability = signedRankDistribution(60);
    expect(probability.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
    expect([...probability].reverse()).toEqual([...probability]);
  });
});

describe('the signed-rank interval', () => {
  test('has the ends of the published table: n = 10 at 5 % leaves 8 Walsh averages out at either side', () => {
    const values = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512];
    const averages = walshAverages(values);
    const interval = signedRankInterval(values, 0.05);
    expect([interval.low, interval.high]).toEqual([averages[8], averages[averages.length - 9]]);
    expect(interval.confidence).toBeCloseTo(1 - 0.048828125, 12);
  });

  test('is the whole range with what it attains where there are too few values', () => {
    expect(signedRankInterval([3, 1, 2], 0.05)).toEqual({ value: 2, low: 1, high: 3, confidence: 0.75 });
    expect(signedRankInterval([3, 1], 0.05)).toEqual({ value: 2, low: 1, high: 3, confidence: 0.5 });
  });

  test('is a point without confidence for a single value', () => {
    expect(signedRankInterval([7], 0.05)).toEqual({ value: 7, low: 7, high: 7, confidence: 0 });
  });

  test('refuses an empty sample', () => {
    expect(() => signedRankInterval([], 0.05)).toThrow('at least one value');
  });

  test('is exactly antisymmetric: negated values negate the estimate and swap the ends', () => {
    fc.assert(
      fc.property(sample, alpha, (values, level) => {
        const plain = signedRankInterval(values, level);
        const negated = signedRankInterval(
          values.map((x) => -x),
          level,
        );
        const turned = {
          value: 0 - plain.value,
          low: 0 - plain.high,
          high: 0 - plain.low,
          confidence: plain.confidence,
        };
        expect(negated).toEqual(turned);
      }),
    );
  });

  test('does not depend on the order of the rounds', () => {
    fc.assert(
      fc.property(
        sample.chain((values) =>
          fc.tuple(fc.constant(values), fc.shuffledSubarray(values, { minLength: values.length })),
        ),
        alpha,
        ([values, shuffled], level) => {
          expect(signedRankInterval(shuffled, level)).toEqual(signedRankInterval(values, level));
        },
      ),
    );
  });

  test('grows with the confidence asked for, and always holds its estimate', () => {
    fc.assert(
      fc.property(sample, alpha, alpha, (values, first, second) => {
        const narrow = signedRankInterval(values, Math.max(first, second));
        const wide = signedRankInterval(values, Math.min(first, second));
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.confidence).toBeGreaterThanOrEqual(narrow.confidence);
        expect(narrow.low).toBeLessThanOrEqual(narrow.value);
        expect(narrow.high).toBeGreaterThanOrEqual(narrow.value);
      }),
    );
  });

  test('leaves out 0 exactly where the test rejects, when there are no ties', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: 1, max: 10_000 }), { minLength: 6, maxLength: 30 });
    fc.assert(
      fc.property(
        distinct,
        fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
        alpha,
        (magnitudes, signs, level) => {
          const values = magnitudes.map((magnitude, index) => (signs[index] ? magnitude : -magnitude));
          const interval = signedRankInterval(values, level);
          fc.pre(interval.confidence >= 1 - level && !walshAverages(values).includes(0));
          expect(interval.low > 0 || interval.high < 0).toBe(signedRankPValue(values) <= level);
        },
      ),
    );
  });
});

describe('the Hodges–Lehmann estimate', () => {
  test('is not moved by one wild value', () => {
    expect(hodgesLehmann([1, 1.1, 0.9, 1.05, 0.95, 1e6])).toBeLessThan(1.2);
  });
});

describe('the signed-rank p value', () => {
  test('is 1 where every difference is 0', () => {
    expect(signedRankPValue([0, 0, 0])).toBe(1);
  });

  test('is 2 to the power 1 − n where all differences have one sign, tied or not', () => {
    expect(signedRankPValue([1, 2, 3, 4, 5, 6])).toBe(2 ** -5);
    expect(signedRankPValue([-2, -2, -2, -2, -2, -2])).toBe(2 ** -5);
  });
});
