import { anytimeInterval } from '../../src/statistics/anytime-interval';
import { lagOneAutocorrelation } from '../../src/statistics/autocorrelation';
import { robustStandardDeviation } from '../../src/statistics/descriptive';
import { mannKendall } from '../../src/statistics/mann-kendall';
import { signedRankInterval, signedRankPValue } from '../../src/statistics/signed-rank';
import { studentTInterval, studentTQuantile } from '../../src/statistics/student-t';
import { askOracle, describeWithToolsPython } from '../oracle/python';
import { Random, times } from './random';

interface IntervalAnswer {
  value: number;
  low: number;
  high: number;
  confidence: number;
}
interface CaseAnswer {
  signedRank: IntervalAnswer[];
  signedRankP: number | null;
  mannKendall: { score: number; variance: number; pValue: number; tauChiSquared: number | null };
  t: [number, number];
  lagOne: number;
  robustDeviation: number;
}
interface Answer {
  cases: CaseAnswer[];
  quantiles: number[];
  mixtures: number[];
}

const TOLERANCE = 1e-9;
const ALPHAS = [0.05, 0.0158, 0.0158 / 45];

/** Every second set is rounded, so that it has ties and zeros; every fifth has a trend. */
function randomSet(index: number): number[] {
  const random = new Random(1000 + index);
  const values = times(6 + (index % 55), (k) => random.heavyTailed() + 0.3 + (index % 5 === 0 ? 0.1 * k : 0));
  return index % 2 === 0 ? values : values.map((value) => Math.round(value * 2) / 2);
}

function farthest(pairs: readonly (readonly [number, number])[]): number {
  return Math.max(...pairs.map(([ours, theirs]) => Math.abs(ours - theirs) / Math.max(1, Math.abs(theirs))));
}

describeWithToolsPython('the statistics against SciPy on 1,000 random sets', (python) => {
  const sets = times(1000, randomSet);
  const quantiles = [0.001, 0.3, 0.6, 0.8, 0.9, 0.975, 0.9921, 0.999, 0.99993].flatMap((p) =>
    times(60, (df): [number, number] => [p, df + 1]),
  );
  const mixtureSizes = [5, 8, 12, 18, 27, 40];
  let answer: Answer;

  beforeAll(() => {
    const mixtures = mixtureSizes.map((n) => [n, boundaryOf(n)]);
    const cases = sets.map((values) => ({ values, alphas: ALPHAS }));
    answer = askOracle<Answer>(python, 'statistics_oracle.py', { cases, quantiles, mixtures });
  }, 120_000);

  /** t at the end of the anytime interval: mean over standard error of a sample whose interval just reaches 0. */
  function boundaryOf(n: number): number {
    const interval = anytimeInterval(
      times(n, (k) => Math.sin(3 * k)),
      0.05,
    );
    const plain = studentTInterval(
      times(n, (k) => Math.sin(3 * k)),
      0.05,
    );
    if (interval === null) throw new Error(`unbounded at ${n}`);
    const standardError = (plain.high - plain.value) / studentTQuantile(0.975, n - 1);
    return (interval.high - interval.value) / standardError;
  }

  test('the sets hold ties, zeros and every size from 6 to 60', () => {
    expect(new Set(sets.map((values) => values.length)).size).toBe(55);
    expect(sets.filter((values) => new Set(values.map(Math.abs)).size < values.length).length).toBeGreaterThan(450);
    expect(sets.filter((values) => values.includes(0)).length).toBeGreaterThan(300);
  });

  test('Hodges–Lehmann estimates and exact intervals agree to 1e-9 at every level', () => {
    const pairs = sets.flatMap((values, index) =>
      ALPHAS.flatMap((alpha, level) => {
        const ours = signedRankInterval(values, alpha);
        const theirs = answer.cases[index]?.signedRank[level];
        if (!theirs) throw new Error('no answer');
        return (['value', 'low', 'high', 'confidence'] as const).map((key) => [ours[key], theirs[key]] as const);
      }),
    );
    expect(pairs).toHaveLength(12_000);
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('exact p values agree to 1e-9, without ties with SciPy and with ties with all sign patterns', () => {
    const pairs = sets.flatMap((values, index) => {
      const theirs = answer.cases[index]?.signedRankP ?? null;
      return theirs === null ? [] : [[signedRankPValue(values), theirs] as const];
    });
    expect(pairs.length).toBeGreaterThan(550);
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('Mann–Kendall scores, variances and p values agree to 1e-9', () => {
    const pairs = sets.flatMap((values, index) => {
      const ours = mannKendall(values);
      const theirs = answer.cases[index]?.mannKendall;
      if (!theirs) throw new Error('no answer');
      return (['score', 'variance', 'pValue'] as const).map((key) => [ours[key], theirs[key]] as const);
    });
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('Mann–Kendall without its continuity correction is Kendall’s tau against time', () => {
    const pairs = sets.flatMap((values, index) => {
      const theirs = answer.cases[index]?.mannKendall.tauChiSquared ?? null;
      const { score, variance } = mannKendall(values);
      return theirs === null ? [] : [[score ** 2 / variance, theirs] as const];
    });
    expect(pairs.length).toBeGreaterThan(950);
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('paired t intervals agree to 1e-9', () => {
    const pairs = sets.flatMap((values, index) => {
      const ours = studentTInterval(values, ALPHAS[0] ?? 0);
      const [low, high] = answer.cases[index]?.t ?? [NaN, NaN];
      return [[ours.low, low] as const, [ours.high, high] as const];
    });
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('t quantiles agree to 1e-9 for 1 to 60 degrees of freedom', () => {
    const pairs = quantiles.map(([p, df], index) => [studentTQuantile(p, df), answer.quantiles[index] ?? NaN] as const);
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('lag-1 autocorrelations and robust deviations agree to 1e-9', () => {
    const pairs = sets.flatMap((values, index) => [
      [lagOneAutocorrelation(values), answer.cases[index]?.lagOne ?? NaN] as const,
      [robustStandardDeviation(values), answer.cases[index]?.robustDeviation ?? NaN] as const,
    ]);
    expect(farthest(pairs)).toBeLessThan(TOLERANCE);
  });

  test('at the end of the anytime interval the integrated mixture likelihood ratio is 1/alpha', () => {
    for (const ratio of answer.mixtures) expect(ratio).toBeCloseTo(20, 4);
    expect(answer.mixtures).toHaveLength(mixtureSizes.length);
  });
});
