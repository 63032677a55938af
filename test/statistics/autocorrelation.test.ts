import { lagOneAutocorrelation, widened, wideningFactor } from '../../src/statistics/autocorrelation';
import { times } from './random';

describe('autocorrelation of the rounds', () => {
  test('is 0 where it is undefined', () => {
    expect(lagOneAutocorrelation([1, 2])).toBe(0);
    expect(lagOneAutocorrelation([3, 3, 3, 3])).toBe(0);
  });

  test('is near 1 for a slow drift, and the interval is widened by the square root of (1 + r)/(1 − r)', () => {
    const drift = times(40, (round) => round);
    const r = lagOneAutocorrelation(drift);
    expect(r).toBeGreaterThan(0.9);
    expect(wideningFactor(drift)).toBe(Math.sqrt((1 + r) / (1 - r)));
  });

  test('does not narrow the interval of rounds that alternate', () => {
    const alternating = times(40, (round) => (round % 2 === 0 ? 1 : -1));
    expect(lagOneAutocorrelation(alternating)).toBeLessThan(-0.9);
    expect(wideningFactor(alternating)).toBe(1);
  });

  test('is left alone below the noise of independent rounds, 2/√n', () => {
    const values = [0, 1, 1.2, 0.3, 0.9, 0.2, 0.4, 0.6];
    expect(lagOneAutocorrelation(values)).toBeLessThan(2 / Math.sqrt(8));
    expect(wideningFactor(values)).toBe(1);
  });

  test('widening moves both ends away from the value', () => {
    const interval = { value: 1, low: 0.5, high: 2, confidence: 0.95 };
    expect(widened(interval, 2)).toEqual({ value: 1, low: 0, high: 3, confidence: 0.95 });
  });
});
