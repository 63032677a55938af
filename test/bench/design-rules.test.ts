import * as fc from 'fast-check';
import { clopperPearson } from '../../bench/designs/clopper-pearson';
import {
  bootstrapBeyondNoise,
  bootstrappedRatio,
  pooledStudentT,
  pooledT,
  ratioWithDeviation,
  separateQuartiles,
} from '../../bench/designs/rules';

const FIRST = [10.1, 10.4, 9.8, 10.0, 10.2, 9.9];
const SECOND = [10.6, 10.3, 10.9, 10.5, 10.2];
const plus = (values: readonly number[], added: number) => values.map((value) => value + added);
const times = (values: readonly number[], factor: number) => values.map((value) => value * factor);

describe('how other tools tell two programs apart', () => {
  test('pooled t is that of SciPy (ttest_ind with equal variances)', () => {
    expect(pooledT(FIRST, SECOND).t).toBeCloseTo(2.939735609633197, 12);
    expect(pooledT(FIRST, SECOND).degreesOfFreedom).toBe(9);
    expect(pooledT(FIRST, plus(SECOND, -0.25)).t).toBeCloseTo(1.2437342963832765, 12);
  });

  test.each([
    [-0.05, 0.0287, 'SECOND_SLOWER'],
    [-0.1, 0.05007, 'NOT_DIFFERENT'],
    [-0.25, 0.245, 'NOT_DIFFERENT'],
  ])('pyperf: SECOND moved by %d has p = %d in SciPy, so it is %s', (added, _pValue, said) => {
    expect(pooledStudentT(FIRST, plus(SECOND, added)).said).toBe(said);
  });

  test('hyperfine: a ratio of 1.043 ± 0.035 leaves out 1, half of that difference does not', () => {
    expect(ratioWithDeviation(FIRST, SECOND)).toEqual({
      said: 'SECOND_SLOWER',
      ratio: expect.closeTo(1.0430463576, 9),
    });
    expect(ratioWithDeviation(FIRST, times(SECOND, 1.0215 / 1.043)).said).toBe('NOT_DIFFERENT');
    // 0.0352293 is the deviation that NumPy gives: between these two the reading turns.
    expect(ratioWithDeviation(FIRST, times(SECOND, (1 / (1 - 0.0337755) + 1e-4) / 1.0430463576)).said).toBe(
      'SECOND_SLOWER',
    );
    expect(ratioWithDeviation(FIRST, times(SECOND, (1 / (1 - 0.0337755) - 1e-4) / 1.0430463576)).said).toBe(
      'NOT_DIFFERENT',
    );
  });

  test('torch.utils.benchmark: quartiles 9.925 to 10.175 and 10.3 to 10.6 (NumPy) have nothing in common', () => {
    expect(separateQuartiles(FIRST, SECOND).said).toBe('SECOND_SLOWER');
    expect(separateQuartiles(FIRST, plus(SECOND, -0.1249)).said).toBe('SECOND_SLOWER');
    expect(separateQuartiles(FIRST, plus(SECOND, -0.1251)).said).toBe('NOT_DIFFERENT');
  });

  test('criterion: the bootstrapped interval is that of SciPy, and counts only beyond 1 %', () => {
    const first = [1.0, 1.02, 0.99, 1.01, 1.03, 0.98, 1.0, 1.05];
    const second = [1.04, 1.06, 1.02, 1.05, 1.07, 1.03, 1.04, 1.11];
    const { low, high } = bootstrappedRatio(first, second, 1);
    expect(low).toBeCloseTo(1.01956, 2);
    expect(high).toBeCloseTo(1.06642, 2);
    expect(bootstrapBeyondNoise(first, second, 1).said).toBe('SECOND_SLOWER');
    // Its interval then begins at 1.005: without 1, and within the noise threshold.
    expect(bootstrapBeyondNoise(first, times(second, 1.005 / 1.01956), 1).said).toBe('NOT_DIFFERENT');
  });

  test('the same seed bootstraps the same', () => {
    expect(bootstrappedRatio(FIRST, SECOND, 7)).toEqual(bootstrappedRatio(FIRST, SECOND, 7));
    expect(bootstrappedRatio(FIRST, SECOND, 7)).not.toEqual(bootstrappedRatio(FIRST, SECOND, 8));
  });

  const sample = fc.array(fc.double({ min: 1, max: 2, noNaN: true }), { minLength: 5, maxLength: 30 });
  const OPPOSITE = { FIRST_SLOWER: 'SECOND_SLOWER', SECOND_SLOWER: 'FIRST_SLOWER' } as Record<string, string>;

  test.each([
    ['pooled t', pooledStudentT],
    ['quartiles', separateQuartiles],
    ['mean over mean', ratioWithDeviation],
  ])('%s says the opposite of the two exchanged', (_name, rule) => {
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const { said } = rule(a, b);
        expect(rule(b, a).said).toBe(OPPOSITE[said] ?? said);
      }),
    );
  });

  test('none tells equal samples apart', () => {
    fc.assert(
      fc.property(sample, (values) => {
        fc.pre(new Set(values).size > 1);
        for (const rule of [pooledStudentT, separateQuartiles, ratioWithDeviation]) {
          expect(rule(values, values).said).toBe('NOT_DIFFERENT');
        }
      }),
    );
  });
});

test.each([
  [0, 46, 0, 0.0770618270515607],
  [1, 80, 0.00031642252742346223, 0.06768778446392222],
  [2, 12, 0.020862525459661812, 0.4841377486860764],
  [12, 12, 0.7353515306029488, 1],
])('%d of %d has the exact interval of SciPy (binomtest)', (hits, count, low, high) => {
  const interval = clopperPearson(hits, count);
  expect(interval[0]).toBeCloseTo(low, 7);
  expect(interval[1]).toBeCloseTo(high, 7);
});
