import { mannKendall } from '../../src/statistics/mann-kendall';
import { Random, times } from './random';

describe('the Mann–Kendall test', () => {
  test('counts the 45 rising pairs of ten rising values', () => {
    const { score, variance, pValue } = mannKendall(times(10, (k) => k));
    expect([score, variance]).toEqual([45, 125]);
    expect(pValue).toBeCloseTo(0.000083, 6);
  });

  test('finds no trend in equal values', () => {
    expect(mannKendall(times(20, () => 1))).toEqual({ score: 0, variance: 0, pValue: 1 });
  });

  test('is wrong about flat noise in about one of a hundred windows at p ≤ .01', () => {
    const alarms = times(2000, (seed) => {
      const random = new Random(seed);
      return mannKendall(times(20, () => random.heavyTailed())).pValue <= 0.01;
    }).filter(Boolean).length;
    expect(alarms).toBeGreaterThan(4);
    expect(alarms).toBeLessThan(32);
  });
});
