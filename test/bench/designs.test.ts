import { GROUP, judge, tTestDiffers } from '../../bench/pictures/designs';
import type { RecordedRace, RecordedTrial } from '../../bench/pictures/recording';

test('the t-test changes its mind at the tabled value of t: 2.306 with 8 degrees of freedom', () => {
  const sample = [-2, -1, 0, 1, 2];
  const shifted = (by: number) => sample.map((value) => value + by);
  // Variance 2.5 each, so the standard error of the difference is √(2.5 · 2 / 5) = 1.
  expect(tTestDiffers(sample, shifted(2.305))).toBe(false);
  expect(tTestDiffers(sample, shifted(2.307))).toBe(true);
  expect(tTestDiffers(shifted(2.307), sample)).toBe(true);
});

/** Blocks that vary by ± 1 % around `level`. */
function trial(entrant: number, round: number, level: number, tags: string[] = []): RecordedTrial {
  const blocks = [0.99, 1, 1.01, 0.99, 1, 1.01].map((factor) => Math.round(level * factor * 1e6));
  return { entrant, round, startSeconds: round, tags, blocks };
}

function race(entrants: number, trials: RecordedTrial[]): RecordedRace {
  return { entrants: Array.from({ length: entrants }, () => 'x'), seed: 1, endedBy: 'BUDGET', looks: [], trials };
}

const wrong = (races: RecordedRace[]) =>
  judge(races).map(({ calledDifferent }) => [calledDifferent.filter(Boolean).length, calledDifferent.length]);

test('a machine that becomes slower fools what is done one after the other, not rounds', () => {
  const levels = Array.from({ length: 2 * GROUP }, (_, index) => 1 + index / 10);
  const alone = race(
    1,
    levels.map((level, index) => trial(0, index + 1, level)),
  );
  // Within a round the second entrant is a little slower or faster in turn.
  const paired = race(
    2,
    levels.flatMap((level, index) => [
      trial(0, index + 1, level),
      trial(1, index + 1, level * (index % 2 ? 1.01 : 0.99)),
    ]),
  );
  expect(wrong([alone, paired])).toEqual([
    [GROUP, GROUP],
    [1, 1],
    [1, 1],
    [0, 2],
  ]);
});

test('rounds show a difference that is there, and trials cut short are in no comparison', () => {
  const rounds = Array.from({ length: GROUP }, (_, index) => index + 1);
  const apart = rounds.flatMap((round) => [trial(0, round, 1), trial(1, round, 1.05 + round / 1000)]);
  expect(wrong([race(2, apart)])[3]).toEqual([1, 1]);
  const cut = [...apart.slice(0, -1), trial(1, GROUP, 1.05, ['INCOMPLETE'])];
  expect(wrong([race(2, cut)])[3]).toEqual([0, 0]);
});
