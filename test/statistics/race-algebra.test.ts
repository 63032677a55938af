import * as fc from 'fast-check';
import type { RunSample } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import { FAST, input, SAME, SLOW, SLOWEST } from './runs';

describe('the algebra of a race', () => {
  const blockSeconds = fc.array(fc.double({ min: 1e-4, max: 10, noNaN: true }), { minLength: 1, maxLength: 4 });
  const trialsOf = (rounds: number) => fc.array(blockSeconds, { minLength: rounds, maxLength: rounds });
  const samples = fc
    .integer({ min: 1, max: 14 })
    .chain((rounds) => fc.array(trialsOf(rounds), { minLength: 2, maxLength: 4 }));
  const asRuns = (blocks: readonly (readonly number[][])[]): RunSample[] =>
    blocks.map((trials, position) => ({
      runId: `run_${position}`,
      trials: trials.map((seconds, index) => ({ round: index + 1, blockSeconds: seconds, notSteady: false })),
    }));

  test('analysing the same blocks again gives the same answer bit for bit, whatever the order of the trials', () => {
    fc.assert(
      fc.property(samples, (blocks) => {
        const runs = asRuns(blocks);
        const again = asRuns(structuredClone(blocks)).map((each) => ({ ...each, trials: [...each.trials].reverse() }));
        expect(JSON.stringify(analyseRace(input(again)))).toBe(JSON.stringify(analyseRace(input(runs))));
      }),
      { numRuns: 60 },
    );
  });

  test('swapping two entrants inverts their ratio and turns the verdict round', () => {
    const turned = { BASELINE_FASTER: 'CANDIDATE_FASTER', CANDIDATE_FASTER: 'BASELINE_FASTER' } as Record<
      string,
      string
    >;
    fc.assert(
      fc.property(samples, (blocks) => {
        const [first, second] = asRuns(blocks);
        if (!first || !second) throw new Error('two runs are needed');
        const [pair] = analyseRace(input([first, second], 'VS_BASELINE')).comparisons;
        const [swapped] = analyseRace(input([second, first], 'VS_BASELINE')).comparisons;
        if (!pair || !swapped) throw new Error('no comparison');
        expect(swapped.verdict).toBe(turned[pair.verdict] ?? pair.verdict);
        expect([swapped.clear, swapped.flags]).toEqual([pair.clear, pair.flags]);
        expect(swapped.minimumDetectableDifference).toBe(pair.minimumDetectableDifference);
        for (const [ours, theirs] of [
          ['value', 'value'],
          ['low', 'high'],
          ['high', 'low'],
        ] as const) {
          expect(Math.abs(swapped.ratio[ours] * pair.ratio[theirs] - 1)).toBeLessThan(8 * Number.EPSILON);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('entering the runs in another order changes no statement', () => {
    const runs = [SLOW, FAST, SAME, SLOWEST];
    const [plain, turned] = [analyseRace(input(runs)), analyseRace(input([...runs].reverse()))];
    expect(turned.standings).toEqual(plain.standings);
    expect([...turned.comparisons].reverse()).toEqual(plain.comparisons);
  });
});
