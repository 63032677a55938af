import { furtherRounds } from '../../src/statistics/further-rounds';
import { robustStandardDeviation } from '../../src/statistics/descriptive';
import { detectableMultiple } from '../../src/statistics/minimum-detectable-difference';
import { hodgesLehmann } from '../../src/statistics/signed-rank';
import { Random, times } from './random';

const ALPHA = 0.0158;
/** Rounds that the level needs at all. */
const FEWEST = 7;

function differences(seed: number, centre: number, spread: number, count = 12): number[] {
  const random = new Random(seed);
  return times(count, () => centre + spread * random.gaussian());
}

/** What so many rounds would detect, as a log ratio. */
function detectable(values: readonly number[], rounds: number): number {
  return (detectableMultiple(rounds, ALPHA) * robustStandardDeviation(values)) / Math.sqrt(rounds);
}

describe('the rounds that an open comparison still needs', () => {
  test('are as many as detect the estimate with 80 % power, and no fewer', () => {
    for (const seed of times(50, (index) => index)) {
      const values = differences(seed, 0.01, 0.02);
      const estimate = Math.abs(hodgesLehmann(values));
      const further = furtherRounds(values, ALPHA, 1e-6, FEWEST);
      // Autocorrelation that chance makes in twelve rounds widens the spread: those are left to its own tests.
      if (further === null || further === 1 || further > 500) continue;
      const total = values.length + further;
      expect(detectable(values, total)).toBeLessThanOrEqual(estimate);
    }
    const values = differences(3, 0.01, 0.02);
    const total = values.length + (furtherRounds(values, ALPHA, 1e-6, FEWEST) ?? NaN);
    expect(detectable(values, total - 1)).toBeGreaterThan(Math.abs(hodgesLehmann(values)));
  });

  test('are fewer the more a difference must be to matter', () => {
    const values = differences(1, 0, 0.05);
    const [small, large] = [0.02, 0.05].map((matters) => furtherRounds(values, ALPHA, matters, FEWEST) ?? NaN);
    expect(small).toBeGreaterThan(0);
    expect(large).toBeLessThan(small ?? NaN);
  });

  test('cannot be told below three rounds', () => {
    expect(furtherRounds([0.01, 0.02], ALPHA, 0.02, FEWEST)).toBeNull();
  });

  test('cannot be told where a thousand would not do: the difference is about the one that matters, and noisy', () => {
    const values = differences(2, 0, 0.5);
    const centre = hodgesLehmann(values);
    const halfway = values.map((value) => value - centre + Math.log1p(0.02) / 2);
    expect(furtherRounds(halfway, ALPHA, 0.02, FEWEST)).toBeNull();
  });

  test('are one where those that are there should have been enough, and never fewer than the level needs', () => {
    expect(furtherRounds(differences(4, 0.5, 0.001), ALPHA, 0.02, FEWEST)).toBe(1);
    expect(furtherRounds(differences(4, 0.5, 0.001, 3), ALPHA, 0.02, FEWEST)).toBe(4);
  });
});
