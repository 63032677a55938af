import type { Interval, PairAnalysis, RaceAnalysis } from '../../src/statistics/analysis';
import { comparisonSentence, raceSentence } from '../../src/statistics/sentence';

const interval = (value: number, low: number, high: number): Interval => ({ value, low, high, confidence: 0.95 });
const PAIR: PairAnalysis = {
  ...{ baselineRunId: 'a', candidateRunId: 'b', ratio: interval(1.23, 1.18, 1.29), verdict: 'BASELINE_FASTER' },
  ...{ clear: true, rounds: 8, minimumDetectableDifference: 0.01, furtherRounds: null, flags: [] },
};
const LABELS = { baseline: 'PyTorch (eager)', candidate: 'TensorFlow (graph)' };

test('a time to the first result is worded as one', () => {
  expect(comparisonSentence(PAIR, LABELS, 0.02, 'FIRST_RESULT')).toBe(
    'To the first result: PyTorch (eager) is 1.23 times as fast as TensorFlow (graph), 95 % CI 1.18 to 1.29',
  );
  const seconds = { secondsPerIteration: interval(1.5, 1.4, 1.6), runningSecondsPerIteration: null };
  const runs = [{ runId: 'a', rounds: 8, runningRatioToLeader: null, ...seconds }];
  const alone: RaceAnalysis = { roundsCompleted: 8, runs, comparisons: [], standings: [{ tier: 1, runId: 'a' }] };
  expect(raceSentence(alone, { a: 'A' }, 0.02, 'FIRST_RESULT')).toBe(
    'To the first result: A takes 1.50 s, 95 % CI 1.40 to 1.60, over 8 rounds',
  );
});
