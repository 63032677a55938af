import { gridShift, poissonArrivals } from '../../src/statistics/schedule';
import { mean } from '../../src/statistics/descriptive';

const gapsOf = (arrivals: readonly number[]) => arrivals.map((at, index) => at - (arrivals[index - 1] ?? 0));

describe('arrivals', () => {
  const arrivals = poissonArrivals(7, 1, 0, 20_000);
  const gaps = gapsOf(arrivals);

  it('come at a mean rate of one, in exponential gaps', () => {
    expect(Math.abs(mean(gaps) - 1)).toBeLessThan(0.03);
    // P(gap > x) = exp(-x); the largest distance of 20,000 is below 1.63 / √n in 99 of 100 samples (Kolmogorov).
    const ordered = [...gaps].sort((a, b) => a - b);
    const distance = Math.max(...ordered.map((gap, index) => Math.abs(1 - Math.exp(-gap) - index / ordered.length)));
    expect(distance).toBeLessThan(1.63 / Math.sqrt(ordered.length));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  it('do not depend on each other: gaps are not related to the ones before', () => {
    const products = gaps.slice(1).map((gap, index) => (gap - 1) * ((gaps[index] ?? 0) - 1));
    expect(Math.abs(mean(products))).toBeLessThan(0.03);
  });

  it('are the same for the same seed, and others for another round, probe or race', () => {
    expect(poissonArrivals(7, 1, 0, 100)).toEqual(arrivals.slice(0, 100));
    for (const other of [poissonArrivals(8, 1, 0, 100), poissonArrivals(7, 2, 0, 100), poissonArrivals(7, 1, 1, 100)]) {
      expect(other).not.toEqual(arrivals.slice(0, 100));
    }
  });
});

it('shifts the grid of rates evenly over its steps', () => {
  const shifts = Array.from({ length: 2000 }, (_, round) => gridShift(7, round));
  expect(Math.abs(mean(shifts) - 0.5)).toBeLessThan(0.03);
  expect(Math.min(...shifts)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...shifts)).toBeLessThan(1);
});
