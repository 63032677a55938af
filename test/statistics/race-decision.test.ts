import type { AnalysisInput } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import { raceDecided } from '../../src/statistics/race-decision';
import { Random, times } from './random';

function runs(rounds: number, seconds: readonly number[], noise: number): AnalysisInput['runs'] {
  const random = new Random(5);
  return seconds.map((typical, position) => ({
    runId: `run_${position}`,
    trials: times(rounds, (index) => ({
      round: index + 1,
      blockSeconds: [typical * Math.exp(noise * random.gaussian())],
      notSteady: false,
    })),
  }));
}

function decided(
  rounds: number,
  seconds: readonly number[],
  noise: number,
  targetHalfWidth: number | null = null,
): boolean {
  const analysis = analyseRace({
    runs: runs(rounds, seconds, noise),
    question: 'BEST',
    practicalDifference: 0.02,
    confidence: 0.95,
  });
  return raceDecided(analysis, { practicalDifference: 0.02, targetHalfWidth, enoughShare: 0.2 });
}

describe('a race is decided', () => {
  test('when every pair is shown to differ or to be equal, narrowly enough', () => {
    expect(decided(8, [1, 1.2], 0.005)).toBe(true);
    expect(decided(8, [1, 1], 0.005)).toBe(true);
    expect(decided(12, [1, 1.001, 1.3], 0.005)).toBe(true);
  });

  test('not while one pair is open', () => {
    expect(decided(12, [1, 1.02, 1.3], 0.02)).toBe(false);
  });

  test('not before the interval can attain its level, however clear it seems', () => {
    expect(decided(7, [1, 3], 0.001)).toBe(true);
    expect(decided(6, [1, 3], 0.001)).toBe(false);
    expect(decided(0, [1, 3], 0.001)).toBe(false);
  });

  test('where a half-width was asked for, when every interval has it, whatever it says', () => {
    // Half a percent of noise: about 1 % either way after 8 rounds.
    expect(decided(8, [1, 1.2], 0.005, 0.005)).toBe(false);
    expect(decided(8, [1, 1.2], 0.005, 0.02)).toBe(true);
    expect(decided(12, [1, 1.02, 1.3], 0.02, 0.1)).toBe(true);
    expect(decided(8, [1], 0.005, 0.001)).toBe(false);
    expect(decided(8, [1], 0.005, 0.02)).toBe(true);
  });

  test('for a single run when its time is known to within the practical difference', () => {
    expect(decided(8, [1], 0.005)).toBe(true);
    expect(decided(8, [1], 0.1)).toBe(false);
    expect(decided(1, [1], 0.005)).toBe(false);
    expect(decided(7, [1], 0.005)).toBe(false);
  });
});
