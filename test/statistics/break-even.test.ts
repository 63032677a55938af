import * as fc from 'fast-check';
import type { PairAnalysis } from '../../src/statistics/analysis';
import { breakEvenOf, signedRankRatio } from '../../src/statistics/break-even';
import { hodgesLehmann, signedRankInterval } from '../../src/statistics/signed-rank';
import type { TrialValues } from '../../src/statistics/trial-values';
import { comparisonSentence } from '../../src/statistics/sentence';
import { Random, times } from './random';

const ALPHA = 0.0158;

describe('the ratio of two paired samples', () => {
  test('over a constant denominator is the interval of Hodges and Lehmann, divided', () => {
    const values = [3, 1, 4, 1.5, 9, 2.6, 5, 3.5, 8];
    const plain = signedRankInterval(values, ALPHA);
    const ratio = signedRankRatio(
      values,
      values.map(() => 4),
      ALPHA,
    );
    expect(ratio).toEqual({
      value: plain.value / 4,
      low: plain.low / 4,
      high: plain.high / 4,
      confidence: plain.confidence,
    });
  });

  test('has no bounds where the denominator may be 0', () => {
    expect(signedRankRatio([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, -1, 1, 1, 1, 1], ALPHA)).toBeNull();
    expect(signedRankRatio([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 1, 1, 1, 1, 1], ALPHA)).not.toBeNull();
  });

  const number = fc.double({ min: -100, max: 100, noNaN: true });
  const samples = fc.array(fc.tuple(number, number), { minLength: 3, maxLength: 12 });
  const either = (pairs: readonly (readonly [number, number])[], which: 0 | 1) => pairs.map((pair) => pair[which]);
  const negated = (values: readonly number[]) => values.map((value) => -value);

  test('is the same from both sides, to the last bit', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        const [x, y] = [either(pairs, 0), either(pairs, 1)];
        expect(signedRankRatio(negated(x), negated(y), 0.2)).toEqual(signedRankRatio(x, y, 0.2));
      }),
    );
  });

  test('is between its ends, and is what leaves nothing over', () => {
    fc.assert(
      fc.property(samples, (pairs) => {
        // Away from 0, so that there are bounds.
        const [x, y] = [either(pairs, 0), either(pairs, 1).map((value) => 20 + Math.abs(value))];
        const ratio = signedRankRatio(x, y, 0.2);
        if (!ratio) throw new Error('a positive denominator has bounds');
        expect(ratio.low).toBeLessThanOrEqual(ratio.value);
        expect(ratio.value).toBeLessThanOrEqual(ratio.high);
        const left = x.map((value, index) => value - ratio.value * (y[index] ?? NaN));
        const scale = Math.max(...x.map(Math.abs), 1);
        expect(Math.abs(hodgesLehmann(left))).toBeLessThan(scale * 1.5);
        // Every θ within is one that the test does not reject.
        for (const theta of [ratio.low, ratio.high]) {
          const interval = signedRankInterval(
            x.map((value, index) => value - theta * (y[index] ?? NaN)),
            0.2,
          );
          expect(interval.low).toBeLessThanOrEqual(1e-9 * scale);
          expect(interval.high).toBeGreaterThanOrEqual(-1e-9 * scale);
        }
      }),
    );
  });

  const SKEWED = (random: Random) => Math.exp(random.gaussian()) - Math.sqrt(Math.E);

  /**
   * Of races of 12 rounds, the share whose interval misses the truth, and that which has one: 30 s against 9 s to start, 6 ms against 20 ms for an
   * iteration, and a slow round is slow in everything.
   */
  function raced(truth: number, races: number, noise: (random: Random) => { start: number; gain: number }) {
    const random = new Random(71);
    let [missed, known] = [0, 0];
    for (let race = 0; race < races; race += 1) {
      const rounds = times(12, () => {
        const [mood, { start, gain }] = [1 + 0.1 * random.gaussian(), noise(random)];
        return { gain: 0.014 * mood + 0.0015 * gain, start: truth * 0.014 * mood + 1.5 * start };
      });
      const [starts, gains] = [rounds.map(({ start }) => start), rounds.map(({ gain }) => gain)];
      const ratio = signedRankRatio(starts, gains, ALPHA);
      if (!ratio) continue;
      known += 1;
      if (ratio.low > truth || ratio.high < truth) missed += 1;
    }
    return { missed: missed / known, known: known / races };
  }

  test.each([
    ['Gaussian noise', (random: Random) => random.gaussian()],
    ['heavy tails', (random: Random) => random.heavyTailed() / Math.sqrt(3)],
    ['starts and iterations that are now and then much longer', SKEWED],
  ])('misses the true one no more often than it promises: %s', (_name, noise) => {
    const both = (random: Random) => ({
      start: noise(random) - noise(random),
      gain: noise(random) - noise(random),
    });
    // 1.58 % nominal, and three standard errors of 3000 races.
    const { missed, known } = raced(1500, 3000, both);
    expect(known).toBeGreaterThan(0.95);
    expect(missed).toBeLessThan(0.0158 + 3 * Math.sqrt(0.0158 / 3000));
  });

  test('is missed more often, but seldom, where only one of the two is now and then much longer', () => {
    const one = (random: Random) => ({ start: SKEWED(random), gain: SKEWED(random) });
    expect(raced(1500, 3000, one).missed).toBeLessThan(0.05);
  });
});

function run(runId: string, starts: readonly (readonly [number, number])[]): TrialValues {
  const nothing = { logTypical: [], logMean: [], logSettled: [], logDrift: [], notSteady: [], foreignShares: [] };
  return {
    ...{ runId, ...nothing, disturbances: [] },
    starts: starts.map(([secondsToSteady, secondsPerIteration]) => ({ secondsToSteady, secondsPerIteration })),
  };
}

describe('the break-even of two runs', () => {
  const RULE = { confidence: 0.95, comparisons: 1 };
  const around = (seconds: number, perIteration: number) =>
    run(
      `${seconds} s`,
      times(12, (round) => [seconds + 0.01 * ((round * 7) % 12), perIteration * (1 + 0.001 * ((round * 5) % 12))]),
    );
  const [late, early] = [around(30, 0.006), around(9, 0.02)];

  test('is of the one that starts later and is faster from then on, whichever is the baseline', () => {
    const found = breakEvenOf(early, late, RULE);
    expect(found?.runId).toBe('30 s');
    expect(found?.iterations.value).toBeCloseTo(1500, -2);
    expect(found?.iterations.confidence).toBe(0.95);
    expect(breakEvenOf(late, early, RULE)).toEqual(found);
  });

  test('is none where one is at least as good in both, or as fast as the other', () => {
    expect(breakEvenOf(around(9, 0.006), around(30, 0.02), RULE)).toBeNull();
    expect(breakEvenOf(around(9, 0.02), around(30, 0.02), RULE)).toBeNull();
  });

  test('is not told of too few rounds, nor where one is not known', () => {
    const first = ({ starts, ...rest }: TrialValues, count: number) => ({ ...rest, starts: starts.slice(0, count) });
    expect(breakEvenOf(first(early, 2), first(late, 2), RULE)).toBeNull();
    const known = breakEvenOf(first(early, 5), first(late, 5), RULE);
    expect(known?.iterations.confidence).toBeLessThan(0.95);
    expect(breakEvenOf({ ...early, starts: [...early.starts.slice(1), null] }, late, RULE)).toBeNull();
    expect(breakEvenOf(run('a', []), run('b', []), RULE)).toBeNull();
  });

  test('is not below 0 where it may come at once', () => {
    const starts = (offset: number) =>
      times(12, (round): [number, number] => [9 + offset + (round % 2 === 0 ? 0.3 : -0.28), 0.02 - 0.01 * offset]);
    const found = breakEvenOf(
      run(
        'a',
        times(12, (): [number, number] => [9, 0.02]),
      ),
      run('b', starts(0.1)),
      RULE,
    );
    expect(found?.iterations.low).toBe(0);
    expect(found?.iterations.value).toBeGreaterThan(0);
  });

  test('is told in the sentence of the pair', () => {
    const pair: PairAnalysis = {
      ...{ baselineRunId: 'a', candidateRunId: 'b', clear: true, rounds: 12, flags: [] },
      verdict: 'BASELINE_FASTER',
      ratio: { value: 3.3, low: 3.2, high: 3.4, confidence: 0.95 },
      ...{ minimumDetectableDifference: null, furtherRounds: null },
      breakEven: { iterations: { value: 1238.4, low: 1104, high: 1449, confidence: 0.95 }, runId: 'b' },
    };
    const labels = { baseline: 'PyTorch', candidate: 'PyTorch (compile)' };
    expect(comparisonSentence(pair, labels, 0.02, 'FIRST_RESULT')).toBe(
      'To the first result: PyTorch is 3.30 times as fast as PyTorch (compile), 95 % CI 3.20 to 3.40; ' +
        'PyTorch (compile) has caught up after 1,240 iterations, 95 % CI 1,100 to 1,450',
    );
  });
});
