import { interimAnalysis } from '../../src/statistics/interim-analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import { input, run } from './runs';

const after = (rounds: number, entrants = 2) =>
  input(
    ['a', 'b', 'c', 'd']
      .slice(0, entrants)
      .map((runId, index) => run({ runId, seconds: 0.01 * (1 + 0.2 * index), rounds })),
  );

describe('what a running race shows', () => {
  test.each([
    [8, 8],
    [9, 8],
    [11, 8],
    [12, 12],
    [17, 12],
    [26, 18],
    [39, 27],
    [40, 40],
  ])('after %d rounds are the comparisons and standings of round %d, and the times of now', (rounds, look) => {
    const shown = interimAnalysis(after(rounds));
    const atLook = analyseRace(after(look));
    expect(shown.comparisons).toEqual(atLook.comparisons);
    expect(shown.standings).toEqual(atLook.standings);
    expect(shown.runs).toEqual(analyseRace(after(rounds)).runs);
    expect(shown.roundsCompleted).toBe(rounds);
  });

  test('before the first look nothing is decided, however many rounds the level would need', () => {
    for (const rounds of [1, 6, 7]) {
      expect(interimAnalysis(after(rounds)).comparisons.map(({ verdict }) => verdict)).toEqual(['INCONCLUSIVE']);
    }
    // Six pairs share the error: the first look is at round 10.
    expect(interimAnalysis(after(9, 4)).comparisons.every(({ verdict }) => verdict === 'INCONCLUSIVE')).toBe(true);
    expect(interimAnalysis(after(10, 4)).comparisons.some(({ verdict }) => verdict !== 'INCONCLUSIVE')).toBe(true);
  });

  test('without a complete round there is nothing to compare', () => {
    expect(interimAnalysis(after(0)).comparisons).toEqual([]);
  });
});
