import type { AnalysisInput, TrialSample } from '../../src/statistics/analysis';
import { analyseRace } from '../../src/statistics/race-analysis';
import { comparisonSentence } from '../../src/statistics/sentence';
import { isLoadUneven } from '../../src/statistics/uneven-load';
import { Random, times } from './random';

const ROUNDS = 12;
const around = (share: number, seed: number) => {
  const random = new Random(seed);
  return times(ROUNDS, () => Math.max(0, share + 0.01 * random.heavyTailed()));
};

describe('load beside two runs', () => {
  test('is uneven where others computed more beside one of them, whichever', () => {
    expect(isLoadUneven(around(0.02, 1), around(0.3, 2))).toBe(true);
    expect(isLoadUneven(around(0.3, 1), around(0.02, 2))).toBe(true);
  });

  test('is even where both had as much, however much, and where they differ by little', () => {
    expect(isLoadUneven(around(0.5, 1), around(0.5, 2))).toBe(false);
    expect(isLoadUneven(around(0.02, 1), around(0.05, 2))).toBe(false);
  });

  test('is not called uneven by what one round shows, nor by rounds in which it is not known', () => {
    const once = times(ROUNDS, (round) => (round === 3 ? 0.9 : 0.02));
    expect(isLoadUneven(around(0.02, 1), once)).toBe(false);
    const known = times(ROUNDS, (round) => (round < 3 ? 0.9 : null));
    expect(isLoadUneven(around(0.02, 1), known)).toBe(false);
    expect(isLoadUneven([], [])).toBe(false);
  });
});

test('a comparison under uneven load is flagged, and its sentence says so; nothing else of it changes', () => {
  const random = new Random(5);
  const trial = (round: number, level: number, foreignShare: number): TrialSample => ({
    ...{ round, notSteady: false, foreignShare },
    blockSeconds: times(10, () => level * Math.exp(0.002 * random.heavyTailed())),
  });
  const runs = (share: number): AnalysisInput['runs'] => [
    { runId: 'a', trials: times(ROUNDS, (round) => trial(round + 1, 1, 0.01)) },
    { runId: 'b', trials: times(ROUNDS, (round) => trial(round + 1, 1.2, share)) },
  ];
  const rule = { question: 'BEST', practicalDifference: 0.02, confidence: 0.95 } as const;
  const [even, uneven] = [0.01, 0.4].map((share) => analyseRace({ ...rule, runs: runs(share) }).comparisons[0]);
  expect(even?.flags).not.toContain('UNEVEN_LOAD');
  expect(uneven).toMatchObject({ verdict: 'BASELINE_FASTER', clear: true });
  expect(uneven?.flags).toContain('UNEVEN_LOAD');
  if (!uneven) throw new Error('two runs make a comparison');
  expect(comparisonSentence(uneven, { baseline: 'A', candidate: 'B' }, 0.02)).toMatch(
    /^A is 1\.\d+ times as fast as B, 95 % CI .*; other programs computed more beside one of them than beside the other$/,
  );
});
