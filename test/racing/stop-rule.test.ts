import type { RaceAnalysis, VerdictName } from '../../src/statistics/analysis';
import { fewestRoundsOf } from '../../src/racing/metric';
import { progressOf, stopReason, type RaceSoFar } from '../../src/racing/stop-rule';

function soFar(rounds: number, verdict: VerdictName, values: Partial<RaceSoFar> = {}): RaceSoFar {
  const seconds = { value: 1, low: 0.999, high: 1.001, confidence: 0.95 };
  const run = { rounds, secondsPerIteration: seconds, runningSecondsPerIteration: null, runningRatioToLeader: null };
  const analysis: RaceAnalysis = {
    roundsCompleted: rounds,
    runs: ['a', 'b'].map((runId) => ({ ...run, runId })),
    standings: ['a', 'b'].map((runId) => ({ runId, tier: 1 })),
    comparisons: [
      {
        baselineRunId: 'a',
        candidateRunId: 'b',
        ratio: { value: 2, low: 1.99, high: 2.01, confidence: 0.95 },
        totalRatio: { value: 2, low: 1.99, high: 2.01, confidence: 0.95 },
        verdict,
        clear: verdict !== 'INCONCLUSIVE',
        rounds,
        minimumDetectableDifference: null,
        furtherRounds: null,
        flags: [],
      },
    ],
  };
  const spent = { spentSeconds: 10, budgetSeconds: 120, lastRoundSeconds: 5 };
  return {
    analysis,
    pairs: 1,
    practicalDifference: 0.02,
    targetHalfWidth: null,
    enoughShare: 0.2,
    ...spent,
    ...values,
  };
}

describe('the stop rule', () => {
  test('a decided race stops at a planned look and not between looks', () => {
    const reasons = [7, 8, 9, 12].map((rounds) => stopReason(soFar(rounds, 'BASELINE_FASTER')));
    expect(reasons).toEqual([null, 'DECIDED', null, 'DECIDED']);
  });

  test('where one number comes of a trial, no verdict ends the race before the fewest rounds', () => {
    const fewestRounds = fewestRoundsOf({ metric: 'TIME_TO_FIRST_RESULT', effort: 'STANDARD' });
    const reasons = [8, 12].map((rounds) => stopReason(soFar(rounds, 'BASELINE_FASTER', { fewestRounds })));
    expect(reasons).toEqual([null, 'DECIDED']);
    expect(fewestRoundsOf({ metric: 'TIME_TO_FIRST_RESULT', effort: 'QUICK' })).toBe(0);
    expect(fewestRoundsOf({ metric: 'LATENCY', effort: 'RIGOROUS' })).toBe(0);
  });

  test('with a half-width to reach, the race goes on to it whatever the verdict, and stops at a planned look', () => {
    const reasonAt = (rounds: number, targetHalfWidth: number) =>
      stopReason(soFar(rounds, 'BASELINE_FASTER', { targetHalfWidth }));
    // The interval is 1.99 to 2.01: half a percent either way.
    expect([8, 9, 12].map((rounds) => reasonAt(rounds, 0.0051))).toEqual(['DECIDED', null, 'DECIDED']);
    expect(reasonAt(8, 0.0049)).toBeNull();
    expect(stopReason(soFar(8, 'INCONCLUSIVE', { targetHalfWidth: 0.0051 }))).toBe('DECIDED');
  });

  test('with more pairs the first look comes later', () => {
    const reasons = [8, 9].map((rounds) => stopReason(soFar(rounds, 'BASELINE_FASTER', { pairs: 4 })));
    expect(reasons).toEqual([null, 'DECIDED']);
  });

  test('an undecided race goes on until the last look', () => {
    const reasons = [8, 39, 40].map((rounds) => stopReason(soFar(rounds, 'INCONCLUSIVE')));
    expect(reasons).toEqual([null, null, 'LAST_LOOK']);
  });

  test('a round that would not fit into the budget is not begun', () => {
    expect(stopReason(soFar(3, 'INCONCLUSIVE', { spentSeconds: 115, lastRoundSeconds: 5 }))).toBeNull();
    expect(stopReason(soFar(3, 'INCONCLUSIVE', { spentSeconds: 116, lastRoundSeconds: 5 }))).toBe('BUDGET');
  });

  test('a race that everybody left has nothing to wait for', () => {
    const race = soFar(3, 'INCONCLUSIVE');
    expect(stopReason({ ...race, analysis: { ...race.analysis, runs: [], standings: [] } })).toBe('NO_ENTRANT_LEFT');
    // A clone alone has nobody to check.
    expect(stopReason({ ...race, analysis: { ...race.analysis, standings: [] } })).toBe('NO_ENTRANT_LEFT');
  });

  test('progress is that of the budget or of the rounds, whichever is nearer to its end', () => {
    expect(progressOf(soFar(10, 'INCONCLUSIVE', { spentSeconds: 12 }))).toBe(0.25);
    expect(progressOf(soFar(2, 'INCONCLUSIVE', { spentSeconds: 60 }))).toBe(0.5);
    expect(progressOf(soFar(2, 'INCONCLUSIVE', { spentSeconds: 600 }))).toBe(1);
  });
});
