import fc from 'fast-check';
import type { VerdictName } from '../../src/statistics/analysis';
import { crossoversOf, type PairAtValue } from '../../src/statistics/crossover';

const [A, B] = ['BASELINE_FASTER', 'CANDIDATE_FASTER'] as const;
const [SAME, UNKNOWN] = ['NO_PRACTICAL_DIFFERENCE', 'INCONCLUSIVE'] as const;
const at = (value: number, ratio: number | null, verdict: VerdictName | null): PairAtValue => ({
  value,
  ratio,
  verdict,
});

describe('crossovers of a sweep', () => {
  test('lie between two values at which opposite sides were shown to be faster', () => {
    expect(crossoversOf([at(1, 2, A), at(8, 1.2, A), at(32, 0.8, B)])).toEqual([
      { fasterBelow: 'BASELINE', below: 8, above: 32, near: expect.any(Number) },
    ]);
  });

  test('are looked for on logarithmic scales: halfway between 2 and 1/2 at 1 and 100 is 10', () => {
    expect(crossoversOf([at(1, 2, A), at(100, 0.5, B)])[0]?.near).toBeCloseTo(10, 10);
    // Halfway on a plain scale, where one of the values is zero.
    expect(crossoversOf([at(0, 2, A), at(100, 0.5, B)])[0]?.near).toBeCloseTo(50, 10);
  });

  test('reach over values at which neither was shown to be faster, and over those without a race', () => {
    const [crossover] = crossoversOf([
      at(1, 2, A),
      at(4, 1.01, SAME),
      at(8, null, null),
      at(16, 0.9, UNKNOWN),
      at(32, 0.5, B),
    ]);
    expect(crossover).toMatchObject({ below: 1, above: 32 });
    expect(crossover?.near).toBeGreaterThan(4);
    expect(crossover?.near).toBeLessThan(16);
  });

  test('have no place where the ratio passes one more than once between their ends', () => {
    const wavering = [at(1, 2, A), at(2, 0.99, UNKNOWN), at(4, 1.01, UNKNOWN), at(8, 0.5, B)];
    expect(crossoversOf(wavering)).toEqual([{ fasterBelow: 'BASELINE', below: 1, above: 8, near: null }]);
  });

  test('a ratio of exactly one is a place, once', () => {
    expect(crossoversOf([at(1, 2, A), at(10, 1, SAME), at(100, 0.5, B)])[0]?.near).toBeCloseTo(10, 10);
  });

  test('there is none where one side was never shown to be faster, whatever the ratios are', () => {
    expect(crossoversOf([at(1, 2, A), at(2, 0.9, UNKNOWN), at(4, 1.5, A)])).toEqual([]);
    expect(crossoversOf([at(1, 1.3, UNKNOWN), at(2, 0.7, UNKNOWN)])).toEqual([]);
    expect(crossoversOf([])).toEqual([]);
  });

  test('there may be several', () => {
    const back = crossoversOf([at(1, 2, A), at(2, 0.5, B), at(4, 2, A)]);
    expect(back.map(({ fasterBelow, below, above }) => [fasterBelow, below, above])).toEqual([
      ['BASELINE', 1, 2],
      ['CANDIDATE', 2, 4],
    ]);
  });

  const points = fc
    .uniqueArray(
      fc.record({ value: fc.integer({ min: 1, max: 1000 }), logRatio: fc.double({ min: -1, max: 1, noNaN: true }) }),
      { selector: ({ value }) => value, maxLength: 12 },
    )
    .map((drawn) =>
      drawn
        .sort((one, other) => one.value - other.value)
        .map(({ value, logRatio }) =>
          at(value, Math.exp(logRatio), Math.abs(logRatio) < 0.1 ? UNKNOWN : logRatio > 0 ? A : B),
        ),
    );

  test('swapping the two entrants swaps who is ahead and changes nothing else', () => {
    const OTHER: Partial<Record<VerdictName, VerdictName>> = { [A]: B, [B]: A };
    fc.assert(
      fc.property(points, (some) => {
        const swapped = some.map(({ value, ratio, verdict }) =>
          at(value, ratio === null ? null : 1 / ratio, verdict && (OTHER[verdict] ?? verdict)),
        );
        const [ours, theirs] = [crossoversOf(some), crossoversOf(swapped)];
        expect(theirs.map(({ below, above }) => [below, above])).toEqual(
          ours.map(({ below, above }) => [below, above]),
        );
        ours.forEach(({ fasterBelow, near }, index) => {
          expect(theirs[index]?.fasterBelow).not.toBe(fasterBelow);
          if (near === null) expect(theirs[index]?.near).toBeNull();
          else expect(theirs[index]?.near).toBeCloseTo(near, 6);
        });
      }),
    );
  });

  test('lie in order, alternate, and their place is between their ends', () => {
    fc.assert(
      fc.property(points, (some) => {
        const found = crossoversOf(some);
        found.forEach(({ fasterBelow, below, above, near }, index) => {
          expect(below).toBeLessThan(above);
          const before = found[index - 1];
          if (before) {
            expect(below).toBeGreaterThanOrEqual(before.above);
            expect(fasterBelow).not.toBe(before.fasterBelow);
          }
          if (near === null) return;
          expect(near).toBeGreaterThan(below * (1 - 1e-9));
          expect(near).toBeLessThan(above * (1 + 1e-9));
        });
      }),
    );
  });
});
