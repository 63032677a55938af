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

test('memory is worded as memory: what needs less wins', () => {
  const labels = { a: 'PyTorch', b: 'TensorFlow', c: 'JAX' };
  const pair = (candidateRunId: string, ratio: Interval, verdict: PairAnalysis['verdict']): PairAnalysis => ({
    ...{ ...PAIR, candidateRunId, ratio, verdict },
  });
  const of = (pairs: PairAnalysis[], runIds: string[]): RaceAnalysis => ({
    ...{ roundsCompleted: 8, runs: [], comparisons: pairs, standings: runIds.map((runId) => ({ tier: 1, runId })) },
  });
  const say = (pairs: PairAnalysis[], runIds: string[]) => raceSentence(of(pairs, runIds), labels, 0.02, 'PEAK_MEMORY');
  const more = pair('b', interval(1.23, 1.18, 1.29), 'BASELINE_FASTER');
  expect(say([more], ['a', 'b'])).toBe(
    'PyTorch needs less memory: TensorFlow needs 1.23 times as much, 95 % CI 1.18 to 1.29',
  );
  expect(say([pair('b', interval(0.5, 0.45, 0.55), 'CANDIDATE_FASTER')], ['b', 'a'])).toBe(
    'TensorFlow needs less memory: PyTorch needs 2.00 times as much, 95 % CI 1.82 to 2.22',
  );
  expect(say([pair('b', interval(1.001, 0.999, 1.003), 'NO_PRACTICAL_DIFFERENCE')], ['a', 'b'])).toBe(
    'No practical difference between TensorFlow and PyTorch: TensorFlow needs 1.0010 times as much memory as PyTorch, 95 % CI 0.9990 to 1.0030, within ±2 %',
  );
  const most = pair('c', interval(1.5, 1.4, 1.6), 'BASELINE_FASTER');
  expect(say([more, most], ['a', 'b', 'c'])).toBe(
    'PyTorch is the most sparing of 3 with memory: the next, TensorFlow, needs 1.23 times as much, 95 % CI 1.18 to 1.29',
  );
  const baselineOf = {
    ...of(
      [
        {
          ...more,
          baselineRunId: 'b',
          candidateRunId: 'a',
          verdict: 'CANDIDATE_FASTER' as const,
          ratio: interval(0.8, 0.75, 0.85),
        },
        { ...most, baselineRunId: 'b' },
      ],
      ['a', 'b', 'c'],
    ),
  };
  expect(raceSentence(baselineOf, labels, 0.02, 'PEAK_MEMORY')).toBe(
    'Compared with TensorFlow (95 % CI): PyTorch needs 0.80 times (0.75 to 0.85) as much memory; JAX needs 1.50 times (1.40 to 1.60) as much memory',
  );
  const bytes = { secondsPerIteration: interval(3.1e8, 3.0e8, 3.2e8), runningSecondsPerIteration: null };
  const alone = { ...of([], ['a']), runs: [{ runId: 'a', rounds: 8, runningRatioToLeader: null, ...bytes }] };
  expect(raceSentence(alone, labels, 0.02, 'PEAK_MEMORY')).toBe(
    'PyTorch holds 296 MiB, 95 % CI 286 to 305, over 8 rounds',
  );
});
