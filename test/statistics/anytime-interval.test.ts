import { anytimeInterval } from '../../src/statistics/anytime-interval';
import { studentTInterval } from '../../src/statistics/student-t';
import { Random, times } from './random';

describe('the interval that is valid at any time', () => {
  test('is null while it would be unbounded: below five values at 5 %', () => {
    const values = [1, 1.1, 0.9, 1.05, 0.95];
    expect(anytimeInterval([], 0.05)).toBeNull();
    expect(anytimeInterval(values.slice(0, 4), 0.05)).toBeNull();
    expect(anytimeInterval(values, 0.05)).not.toBeNull();
  });

  test('is 1.7 times as wide as the fixed one at 10 rounds and 1.6 times at 40', () => {
    const widthRatio = (n: number) => {
      const random = new Random(n);
      const values = times(n, () => random.gaussian());
      const anytime = anytimeInterval(values, 0.05);
      const fixed = studentTInterval(values, 0.05);
      return ((anytime?.high ?? NaN) - (anytime?.low ?? NaN)) / (fixed.high - fixed.low);
    };
    expect(widthRatio(10)).toBeCloseTo(1.7, 1);
    expect(widthRatio(40)).toBeCloseTo(1.6, 1);
  });

  test('misses the truth at any of 40 looks in at most 5 % of 400 races', () => {
    const missed = times(400, (seed) => {
      const random = new Random(seed);
      const values = times(40, () => random.gaussian());
      return values.some((_, n) => {
        const interval = anytimeInterval(values.slice(0, n + 1), 0.05);
        return interval !== null && (interval.low > 0 || interval.high < 0);
      });
    });
    expect(missed.filter(Boolean).length).toBeLessThanOrEqual(20);
    expect(missed.filter(Boolean).length).toBeGreaterThan(0);
  });
});
