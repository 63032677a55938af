import { minimumDetectableDifference } from '../../src/statistics/minimum-detectable-difference';
import { robustStandardDeviation } from '../../src/statistics/descriptive';
import { Random, times } from './random';

function multiple(n: number): number {
  const random = new Random(n);
  const differences = times(n, () => 0.001 * random.gaussian());
  const detectable = minimumDetectableDifference(differences, 0.0158);
  return Math.log1p(detectable ?? NaN) / robustStandardDeviation(differences);
}

describe('the minimum detectable difference', () => {
  test('is 1.44, 1.08, 0.84 and 0.53 standard deviations at 8, 12, 18 and 40 rounds', () => {
    expect([8, 12, 18, 40].map((n) => Number(multiple(n).toFixed(2)))).toEqual([1.44, 1.08, 0.84, 0.53]);
  });

  test('is null below 3 rounds', () => {
    expect(minimumDetectableDifference([0.01, 0.02], 0.0158)).toBeNull();
    expect(minimumDetectableDifference([0.01, 0.02, 0.03], 0.0158)).toBeGreaterThan(0);
  });

  test('is hardly moved by one wild round', () => {
    const calm = [0.001, -0.002, 0.003, -0.001, 0.002, -0.003, 0.0015, -0.0025, 0.0005];
    const wild = [...calm.slice(0, 8), 3];
    const ratio =
      (minimumDetectableDifference(wild, 0.0158) ?? NaN) / (minimumDetectableDifference(calm, 0.0158) ?? NaN);
    expect(ratio).toBeLessThan(1.6);
  });

  test('falls back to the ordinary standard deviation where most differences are equal', () => {
    expect(minimumDetectableDifference([0, 0, 0, 0, 0, 0.1], 0.05)).toBeGreaterThan(0);
  });
});
