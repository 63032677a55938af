import { analyseRace } from '../../src/statistics/race-analysis';
import { times } from './random';
import { FAST, input, pairOf, run, SAME } from './runs';

describe('deciding step by step', () => {
  /** Two far behind, and two that differ by about what twelve rounds can just tell. */
  const races = times(60, (seed) =>
    ['fast', 'near', 'far', 'farthest'].map((runId, position) => {
      const seconds = [0.01, 0.01005, 0.02, 0.04][position] ?? NaN;
      return { ...run({ runId: runId.padEnd(8 + seed, '.'), seconds, noise: 0.004 }), runId };
    }),
  );

  test('a pair that only the step after the larger differences shows is flagged, and its interval holds for all pairs at once', () => {
    const near = races.map((runs) => {
      const sensitive = { ...input(runs, 'ALL_PAIRS'), practicalDifference: 0.001 };
      return pairOf(analyseRace(sensitive).comparisons, 'fast', 'near');
    });
    const stepped = near.filter(({ flags }) => flags.includes('STEP_DOWN'));
    expect(stepped.length).toBeGreaterThan(0);
    for (const pair of stepped) {
      expect(['BASELINE_FASTER', 'CANDIDATE_FASTER']).toContain(pair.verdict);
      expect(pair).toMatchObject({ clear: false, furtherRounds: null });
      expect(pair.ratio.low).toBeLessThanOrEqual(1);
      expect(pair.ratio.high).toBeGreaterThanOrEqual(1);
    }
  });

  test('BEST and ALL_PAIRS decide a pair alike', () => {
    for (const runs of races) {
      const best = analyseRace(input(runs, 'BEST')).comparisons;
      const all = analyseRace(input(runs, 'ALL_PAIRS')).comparisons;
      for (const pair of best) {
        const same = all.find((other) =>
          [other.baselineRunId, other.candidateRunId].every((id) =>
            [pair.baselineRunId, pair.candidateRunId].includes(id),
          ),
        );
        expect([same?.flags, same?.verdict === 'INCONCLUSIVE']).toEqual([pair.flags, pair.verdict === 'INCONCLUSIVE']);
      }
    }
  });

  test('two runs have nothing to step down to', () => {
    const [pair] = analyseRace(input([FAST, SAME], 'ALL_PAIRS')).comparisons;
    expect(pair?.flags).toEqual([]);
  });
});
