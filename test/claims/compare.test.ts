import fc from 'fast-check';
import { compareClaims, type ComparedEffect } from '../../src/claims/compare';
import type { Effect } from '../../src/claims/effect';
import type { JudgedClaim } from '../../src/claims/judge';
import type { Interval } from '../../src/statistics/analysis';
import { interval } from './support';

const RHO = 0.02;
const matters = () => ({ practicalDifference: RHO, sameWork: true });

const effect = (name: string, timesAsFast: Interval | null): Effect => ({
  ...{ name, race: `suite/${name}`, subject: 'PyTorch', other: 'TensorFlow', size: null, timesAsFast, seen: null },
  ...{ stance: 'UNDECIDED', pValue: 1, onlyAlone: false, missing: timesAsFast ? null : 'it crashed' },
});

const claim = (verdict: JudgedClaim['verdict'], effects: readonly Effect[]): JudgedClaim => ({
  ...{ id: 'rnn-speed', statement: 'PyTorch is faster.', verdict, sentence: '', notMeasured: [] },
  parts: [{ id: 'inference', name: 'inference', verdict, sentence: '', timesAsFast: null, effects }],
});

const compared = (one: JudgedClaim, two: JudgedClaim) => compareClaims([one], [two], matters)[0];

const ratio = fc
  .tuple(fc.double({ min: 0.1, max: 10, noNaN: true }), fc.double({ min: 1, max: 1.5, noNaN: true }))
  .map(([value, spread]) => interval(value, value / spread, value * spread));

describe('two reports', () => {
  test('compare the same, seen from either of them', () => {
    fc.assert(
      fc.property(ratio, ratio, (was, is) => {
        const [one, two] = [claim('SUPPORTED', [effect('lstm', was)]), claim('DEPENDS', [effect('lstm', is)])];
        const [there, back] = [compared(one, two), compared(two, one)];
        expect([there?.agree, back?.agree]).toEqual([false, false]);
        const [forth, again] = [there?.effects[0] as ComparedEffect, back?.effects[0] as ComparedEffect];
        expect(forth.differs).toBe(again.differs);
        expect((forth.change?.value ?? 0) * (again.change?.value ?? 0)).toBeCloseTo(1, 12);
        expect((forth.change?.low ?? 0) * (again.change?.high ?? 0)).toBeCloseTo(1, 12);
        expect(forth.change?.confidence).toBeCloseTo(0.9, 12);
      }),
    );
  });

  test.each([
    ['changed', interval(1.4, 1.38, 1.42), interval(1.1, 1.09, 1.11), true],
    ['did not', interval(1.4, 1.399, 1.401), interval(1.401, 1.4, 1.402), false],
    ['it cannot be told whether they changed', interval(1.4, 1.2, 1.6), interval(1.3, 1.1, 1.5), null],
    ['it cannot be told whether they changed', interval(1.4, 1.4, 1.4, 0), interval(1.1, 1.1, 1.1, 0), null],
  ])('say whether a case %s', (words, was, is, differs) => {
    const { effects = [], sentence } =
      compared(claim('SUPPORTED', [effect('lstm', was)]), claim('SUPPORTED', [effect('lstm', is)])) ?? {};
    expect(effects[0]?.differs).toBe(differs);
    expect(sentence).toMatch(/^Supported in both\. Of 1 case /);
    expect(sentence).toContain(words);
  });

  test('say what is in one of them alone, and why', () => {
    const one = claim('SUPPORTED', [effect('lstm', interval(2, 1.9, 2.1)), effect('gru', null)]);
    const two = claim('NOT_ENOUGH_DATA', [effect('gru', interval(2, 1.9, 2.1))]);
    const found = compared(one, two);
    expect(found).toMatchObject({ baseline: 'SUPPORTED', candidate: 'NOT_ENOUGH_DATA', agree: null });
    expect(found?.effects.map(({ name, change, differs, missing }) => [name, change, differs, missing])).toEqual([
      ['lstm', null, null, 'the second report has no such case'],
      ['gru', null, null, 'in the first report it was not measured (it crashed)'],
    ]);
    expect(found?.sentence).toBe(
      'Supported in the first, not enough data in the second. No case was measured in both.',
    );
  });

  test('of other work have no change', () => {
    const one = claim('SUPPORTED', [effect('lstm', interval(2, 1.9, 2.1))]);
    const [other] = compareClaims([one], [one], () => ({ practicalDifference: RHO, sameWork: false }));
    expect(other?.effects[0]).toMatchObject({ change: null, differs: null, missing: 'it was not the same work' });
    expect(other?.sentence).toBe('Supported in both. No case was measured in both.');
  });

  test('need not have asked for the same', () => {
    const [only] = compareClaims([], [claim('SUPPORTED', [])], matters);
    expect(only).toMatchObject({ baseline: null, candidate: 'SUPPORTED', agree: null });
    expect(only?.sentence).toBe('Asked for in the second report alone.');
  });

  test('name a few of the cases that changed', () => {
    const names = ['lstm', 'gru', 'rnn', 'bilstm'];
    const all = (value: number) =>
      claim(
        'SUPPORTED',
        names.map((name) => effect(name, interval(value, value * 0.99, value * 1.01))),
      );
    expect(compared(all(2), all(1.5))?.sentence).toBe(
      'Supported in both. Of 4 cases 4 changed (lstm: PyTorch 2.000 times as fast, then 1.500; gru: PyTorch 2.000 times as fast, ' +
        'then 1.500; rnn: PyTorch 2.000 times as fast, then 1.500; …).',
    );
  });
});
