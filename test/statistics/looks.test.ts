import * as fc from 'fast-check';
import {
  ALPHA_PER_LOOK,
  alphaPerLook,
  attainedConfidence,
  fewestRounds,
  firstLook,
  isLook,
  nextLook,
} from '../../src/statistics/looks';

describe('looks', () => {
  test('come after 8, 12, 18, 27 and 40 rounds for one comparison, and none later', () => {
    const looks = Array.from({ length: 60 }, (_, index) => index + 1).filter((rounds) => isLook(rounds, 1));
    expect(looks).toEqual([8, 12, 18, 27, 40]);
    expect(nextLook(0, 1)).toBe(8);
    expect(nextLook(8, 1)).toBe(12);
    expect(nextLook(39, 1)).toBe(40);
    expect(nextLook(40, 1)).toBeNull();
  });

  test('begin when the exact interval can attain its level: 9 rounds for 4 comparisons, 11 for 10, 13 for 45', () => {
    expect([1, 4, 10, 45].map((comparisons) => fewestRounds(comparisons))).toEqual([7, 9, 11, 13]);
    expect([1, 4, 10, 45].map((comparisons) => firstLook(comparisons))).toEqual([8, 9, 11, 13]);
    expect([8, 9, 12].map((rounds) => isLook(rounds, 4))).toEqual([false, true, true]);
    expect(nextLook(9, 45)).toBe(13);
    expect(nextLook(13, 45)).toBe(18);
  });

  test('spend 0.0158 each for 95 %, divided over the comparisons', () => {
    expect(alphaPerLook(0.95, 1)).toBeCloseTo(ALPHA_PER_LOOK, 15);
    expect(alphaPerLook(0.95, 10)).toBeCloseTo(ALPHA_PER_LOOK / 10, 15);
    expect(alphaPerLook(0.95, 0)).toBe(alphaPerLook(0.95, 1));
  });

  test("spend no more than Pocock's published levels for 90 % and 99 % (to 1 %)", () => {
    expect(alphaPerLook(0.9, 1)).toBeLessThanOrEqual(0.0338 * 1.01);
    expect(alphaPerLook(0.9, 1)).toBeGreaterThan(0.0338 * 0.9);
    expect(alphaPerLook(0.99, 1)).toBeLessThanOrEqual(0.0028 * 1.01);
    expect(alphaPerLook(0.99, 1)).toBeGreaterThan(0.0028 * 0.9);
  });

  test('an interval that attains its level keeps the confidence asked for, a weaker one less', () => {
    expect(attainedConfidence(0.95, 1, 1 - 2 ** -7)).toBe(0.95);
    expect(attainedConfidence(0.95, 1, 1 - 2 ** -5)).toBeLessThan(0.95);
    expect(attainedConfidence(0.95, 10, 1 - 2 ** -7)).toBeLessThan(0.95);
    expect(attainedConfidence(0.95, 1, 0)).toBe(0);
  });

  test('attained confidence never exceeds what was asked for, and grows with the interval’s own', () => {
    const probability = fc.double({ min: 0, max: 0.9999, noNaN: true });
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        fc.integer({ min: 1, max: 120 }),
        probability,
        probability,
        (asked, comparisons, a, b) => {
          const weaker = attainedConfidence(asked, comparisons, Math.min(a, b));
          const stronger = attainedConfidence(asked, comparisons, Math.max(a, b));
          expect(weaker).toBeLessThanOrEqual(stronger + 1e-12);
          expect(stronger).toBeLessThanOrEqual(asked + 1e-9);
          expect(weaker).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});
