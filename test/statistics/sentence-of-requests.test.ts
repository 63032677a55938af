import type { Interval, PairAnalysis, RaceAnalysis } from '../../src/statistics/analysis';
import { comparisonSentence, raceSentence } from '../../src/statistics/sentence';

const BOUND = { latencyBoundSeconds: 0.01, percentile: 99 } as const;
const interval = (value: number, low: number, high: number, confidence = 0.95): Interval => ({
  ...{ value, low, high, confidence },
});

/** `ratio`: of the candidate's seconds per request to the baseline's. */
const pair = (ratio: Interval, verdict: PairAnalysis['verdict'], candidateRunId = 'b'): PairAnalysis => ({
  ...{ baselineRunId: 'a', candidateRunId, ratio, verdict, clear: true, rounds: 8, flags: [] },
  ...{ minimumDetectableDifference: null, furtherRounds: null },
});
const labels = { baseline: 'A', candidate: 'B' };

describe('a comparison of requests', () => {
  it('says how many times as many are answered, within what bound', () => {
    expect(comparisonSentence(pair(interval(1.3, 1.25, 1.35), 'BASELINE_FASTER'), labels, 0.02, BOUND)).toBe(
      'A serves 1.30 times as many requests a second as B within 10 ms (p99), 95 % CI 1.25 to 1.35',
    );
  });

  it('turns the ratio over where it tells of who needs more time for each', () => {
    const wins = comparisonSentence(pair(interval(0.5, 0.4, 0.625), 'CANDIDATE_FASTER'), labels, 0.02, BOUND);
    expect(wins).toMatch(/^B serves 2\.0\d* times as many requests a second as A .* CI 1\.6\d* to 2\.50?$/);
    const open = comparisonSentence(pair(interval(2, 0.5, 4), 'INCONCLUSIVE'), labels, 0.02, BOUND);
    expect(open).toMatch(/after 8 rounds B serves 0\.5\d* times as many requests a second as A within 10 ms \(p99\)/);
  });

  it('never says "fast" of a pair, nor anything without its bound', () => {
    for (const verdict of ['BASELINE_FASTER', 'NO_PRACTICAL_DIFFERENCE', 'INCONCLUSIVE'] as const) {
      const said = comparisonSentence(pair(interval(1.01, 0.99, 1.03), verdict), labels, 0.05, BOUND);
      expect(said).not.toMatch(/fast|long/);
      expect(said).toContain('within 10 ms (p99)');
    }
  });
});

describe('a race of requests', () => {
  const race = (changes: Partial<RaceAnalysis>): RaceAnalysis => ({
    ...{ roundsCompleted: 8, runs: [], comparisons: [], standings: [] },
    ...changes,
  });
  const names = { a: 'A', b: 'B', c: 'C' };

  it('tells of one entrant the rate that it keeps', () => {
    const run = { runId: 'a', rounds: 8, runningSecondsPerIteration: null, runningRatioToLeader: null };
    const alone = race({ runs: [{ ...run, secondsPerIteration: interval(1 / 800, 1 / 840, 1 / 760) }] });
    expect(raceSentence(alone, names, 0.02, BOUND)).toBe(
      'A serves 800 requests a second within 10 ms (p99), 95 % CI 760 to 840, over 8 rounds',
    );
  });

  it('names the best of several, and how far ahead it is', () => {
    const comparisons = [
      pair(interval(1.5, 1.4, 1.6), 'BASELINE_FASTER'),
      pair(interval(2, 1.9, 2.1), 'BASELINE_FASTER', 'c'),
    ];
    const standings = ['a', 'b', 'c'].map((runId, index) => ({ runId, tier: index + 1 }));
    expect(raceSentence(race({ comparisons, standings }), names, 0.02, BOUND)).toBe(
      'A is the fastest server of 3: within 10 ms (p99) it serves 1.50 times as many requests a second as the next, B, 95 % CI 1.40 to 1.60',
    );
  });
});
