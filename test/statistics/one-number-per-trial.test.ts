import type { TrialSample } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import { raceSentence } from '../../src/statistics/sentence';
import { times } from './random';

const ROUNDS = 8;
/** Bytes of eight trials; in one of them another amount was held, as when an allocator is unlucky. */
const trials = (bytes: number, unlucky: number): TrialSample[] =>
  times(ROUNDS, (round) => ({
    ...{ round: round + 1, notSteady: false },
    blockSeconds: [bytes * (round % 8 === 0 ? unlucky : 1) * (1 + 1e-4 * round)],
  }));
const race = (blocks: (trial: TrialSample) => TrialSample) =>
  analyseRace({
    runs: [
      { runId: 'a', trials: trials(3e8, 1).map(blocks) },
      { runId: 'b', trials: trials(4.5e8, 0.5).map(blocks) },
    ],
    ...{ question: 'BEST', practicalDifference: 0.02, confidence: 0.95 },
  });

test('where trials are one number each, nothing is said of pauses', () => {
  const analysis = race((trial) => trial);
  expect(analysis.comparisons[0]?.flags).not.toContain('TAIL_SENSITIVE');
  expect(raceSentence(analysis, { a: 'A', b: 'B' }, 0.02, 'PEAK_MEMORY')).not.toMatch(/pauses|as long/);
});

test('where they are blocks, rounds that go far from the typical one still are', () => {
  const withPause = (trial: TrialSample): TrialSample => ({
    ...trial,
    blockSeconds: [...times(9, () => trial.blockSeconds[0] ?? 0), (trial.blockSeconds[0] ?? 0) * 1.001],
  });
  expect(race(withPause).comparisons[0]?.flags).toContain('TAIL_SENSITIVE');
});
