import { analyseRace } from '../../src/statistics/race-analysis';
import { comparisonSentence, raceSentence } from '../../src/statistics/sentence';
import { times } from './random';

const LABELS = { a: 'A', b: 'B', c: 'C' };
/** Joules per item of twelve trials. */
const run = (runId: string, joules: number) => ({
  runId,
  trials: times(12, (round) => ({
    ...{ round: round + 1, notSteady: false, blockSeconds: [joules * (1 + 1e-3 * Math.sin(round + joules))] },
  })),
});
const raceOf = (question: 'BEST' | 'VS_BASELINE', ...runs: ReturnType<typeof run>[]) =>
  analyseRace({ runs, question, practicalDifference: 0.02, confidence: 0.95 });
const sentenceOf = (...runs: ReturnType<typeof run>[]) => raceSentence(raceOf('BEST', ...runs), LABELS, 0.02, 'ENERGY');

describe('the sentence of a race of energy', () => {
  test('says who needs less, and how much more the other', () => {
    const sentence = sentenceOf(run('a', 0.004), run('b', 0.005));
    expect(sentence).toMatch(/^A needs less energy: B needs 1\.2[45]\d* times as much, 9\d(\.\d)? % CI 1\.2/);
    const [pair] = raceOf('BEST', run('a', 0.004), run('b', 0.005)).comparisons;
    const labels = { baseline: 'A', candidate: 'B' };
    expect(comparisonSentence(pair!, labels, 0.02, 'ENERGY')).toBe(sentence);
  });

  test('says that there is no practical difference', () => {
    expect(sentenceOf(run('a', 0.004), run('b', 0.00401))).toMatch(
      /^No practical difference between B and A: B needs 1\.00\d* times as much energy as A/,
    );
  });

  test('names the most sparing of several, and compares with a baseline', () => {
    const runs = [run('c', 0.009), run('a', 0.004), run('b', 0.005)];
    expect(sentenceOf(...runs)).toMatch(/^A is the most sparing of 3 with energy: the next, B, needs 1\.2\d+ times/);
    const against = raceSentence(raceOf('VS_BASELINE', ...runs), LABELS, 0.02, 'ENERGY');
    expect(against).toMatch(/^Compared with C .*: A needs 0\.44\d* times \(.*\) as much energy; B needs 0\.55/);
  });

  test.each([
    [0.0042, /^A needs 4\.2\d* mJ per item, 9\d(\.\d)? % CI/],
    [3200, /^A needs 3\.(19|20)\d* kJ per item/],
    [4.7e-11, /^A needs 47\.?\d* pJ per item/],
  ])('of one entrant is its energy per item: %s J', (joules, sentence) => {
    expect(sentenceOf(run('a', joules))).toMatch(sentence);
  });

  test('never speaks of time', () => {
    const spoken = [
      sentenceOf(run('a', 0.004)),
      sentenceOf(run('a', 0.004), run('b', 0.005)),
      sentenceOf(run('a', 0.004), run('b', 0.005), run('c', 0.009)),
    ];
    expect(spoken.join()).not.toMatch(/fast|long|iteration| s\b|takes/);
  });
});
