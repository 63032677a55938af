import fc from 'fast-check';
import { verdictOfClaim, verdictOfPart } from '../../src/claims/bounds';
import type { ClaimVerdictName, DuelPart } from '../../src/claims/claim';
import { partSentence } from '../../src/claims/claim-sentence';
import { choiceOf, effectsOf, quotient } from '../../src/claims/effect';
import { geometricMean } from '../../src/claims/geometric-mean';
import type { RaceOutcome } from '../../src/claims/outcome';
import { sizeBelow } from '../../src/claims/overhead';
import type { PairAnalysis, VerdictName } from '../../src/statistics/analysis';
import { interval } from './support';

const MOST = { supportedFrom: 0.8, contradictedUpTo: 0.2 };
const verdicts = fc.constantFrom<ClaimVerdictName>('SUPPORTED', 'CONTRADICTED', 'DEPENDS', 'NOT_ENOUGH_DATA');
const SURE = { pValue: 0.001, onlyAlone: false };
const cases = fc.integer({ min: 0, max: 12 });

describe('the verdict of a part', () => {
  test('holds however its undecided cases turn out', () => {
    fc.assert(
      fc.property(cases, cases, cases, fc.nat(), (supporting, contradicting, undecided, drawn) => {
        const verdict = verdictOfPart({ supporting, contradicting, undecided }, MOST);
        if (verdict === 'NOT_ENOUGH_DATA') return;
        const turned = undecided === 0 ? 0 : drawn % (undecided + 1);
        const decided = {
          supporting: supporting + turned,
          contradicting: contradicting + undecided - turned,
          undecided: 0,
        };
        expect(verdictOfPart(decided, MOST)).toBe(verdict);
      }),
    );
  });

  test.each([
    [5, 0, 0, 'SUPPORTED'],
    [4, 1, 0, 'SUPPORTED'],
    [4, 0, 1, 'SUPPORTED'],
    [3, 0, 2, 'NOT_ENOUGH_DATA'],
    [3, 2, 0, 'DEPENDS'],
    [0, 4, 1, 'CONTRADICTED'],
    [0, 0, 0, 'NOT_ENOUGH_DATA'],
    [0, 0, 5, 'NOT_ENOUGH_DATA'],
  ] as const)('of %i for, %i against and %i undecided is %s%s', (supporting, contradicting, undecided, verdict) => {
    expect(verdictOfPart({ supporting, contradicting, undecided }, MOST)).toBe(verdict);
  });
});

describe('the verdict of a claim', () => {
  test('is SUPPORTED only where every part is, and never rests on what is not known', () => {
    fc.assert(
      fc.property(fc.array(verdicts, { maxLength: 5 }), (parts) => {
        const verdict = verdictOfClaim(parts);
        if (verdict === 'SUPPORTED' || verdict === 'CONTRADICTED') {
          expect(parts.length).toBeGreaterThan(0);
          expect(new Set(parts)).toEqual(new Set([verdict]));
        }
        if (parts.includes('SUPPORTED') && parts.includes('CONTRADICTED')) expect(verdict).toBe('DEPENDS');
      }),
    );
  });
});

const pair = (
  ratio: number,
  [low, high]: readonly [number, number],
  verdict: VerdictName,
  confidence = 0.95,
): PairAnalysis => ({
  ...{ baselineRunId: 'them', candidateRunId: 'us', ratio: interval(ratio, low, high, confidence), verdict },
  ...{ clear: true, rounds: 8, minimumDetectableDifference: null, furtherRounds: null, flags: [] },
});
const raced = (comparison: PairAnalysis): RaceOutcome => ({
  runs: ['us', 'them'].map((label) => ({ runId: label, label, secondsPerItem: null, rounds: 8, missing: null })),
  practicalDifference: 0.02,
  comparisons: [comparison],
});
const part = (expects: DuelPart['expects']): DuelPart => ({
  ...{ id: 'part', name: 'part', ...MOST, expects },
  duels: [{ name: 'case', race: 'race', subject: 'us', other: 'them' }],
});
const stance = (expects: DuelPart['expects'], comparison: PairAnalysis) =>
  effectsOf(part(expects), () => raced(comparison))[0]?.stance;

describe('a case', () => {
  test.each([
    ['CANDIDATE_FASTER', 'SUPPORTS', 'CONTRADICTS'],
    ['BASELINE_FASTER', 'CONTRADICTS', 'SUPPORTS'],
    ['NO_PRACTICAL_DIFFERENCE', 'CONTRADICTS', 'CONTRADICTS'],
    ['INCONCLUSIVE', 'UNDECIDED', 'UNDECIDED'],
  ] as const)('whose race says %s %s "faster" and %s "slower"', (verdict, faster, slower) => {
    const seen = pair(0.5, [0.4, 0.6], verdict);
    expect([stance({ kind: 'FASTER' }, seen), stance({ kind: 'SLOWER' }, seen)]).toEqual([faster, slower]);
  });

  test('is alike where its whole interval is, and different where its whole interval is', () => {
    const alike = { kind: 'ALIKE', within: 0.1 } as const;
    const of = (low: number, high: number, confidence = 0.95) =>
      stance(alike, pair((low + high) / 2, [low, high], 'BASELINE_FASTER', confidence));
    expect([of(0.95, 1.09), of(1.05, 1.15), of(1.11, 1.2), of(0.8, 0.9), of(0.5, 2)]).toEqual([
      ...['SUPPORTS', 'UNDECIDED', 'CONTRADICTS', 'CONTRADICTS', 'UNDECIDED'],
    ]);
    // A single round has a number and no interval.
    expect(of(1, 1, 0)).toBe('UNDECIDED');
  });

  test('is seen from the side of whom the claim speaks, whichever was entered first', () => {
    const turned = { ...pair(2, [1.9, 2.1], 'BASELINE_FASTER'), baselineRunId: 'us', candidateRunId: 'them' };
    const [effect] = effectsOf(part({ kind: 'FASTER' }), () => raced(turned));
    expect(effect).toMatchObject({
      seen: 'FASTER',
      stance: 'SUPPORTS',
      timesAsFast: { value: 2, low: expect.closeTo(1.9, 12), high: 2.1 },
    });
  });
});

describe('a change', () => {
  const outcome = (seconds: number, comparison?: PairAnalysis): RaceOutcome => ({
    runs: [
      {
        ...{ runId: 'us', label: 'us', rounds: 8, missing: null },
        secondsPerItem: interval(seconds, seconds * 0.95, seconds * 1.05),
      },
    ],
    practicalDifference: 0.02,
    comparisons: comparison ? [comparison] : [],
  });
  const changed = (after: number, choice: PairAnalysis) => {
    const races: Record<string, RaceOutcome> = {
      before: outcome(10),
      after: outcome(after),
      usual: outcome(5, choice),
    };
    const place = (race: string) => ({ race, entrant: 'us' });
    const change = { name: 'more', before: place('before'), after: place('after'), choice: 'usual' };
    return effectsOf(
      { id: 'p', name: 'p', ...MOST, expects: { kind: 'BUYS_MORE' }, changes: [change] },
      (key) => races[key] ?? null,
    )[0];
  };

  test('is measured against the choice of the framework, interval against interval', () => {
    const twice = pair(0.5, [0.45, 0.55], 'CANDIDATE_FASTER');
    expect(changed(1, twice)).toMatchObject({ stance: 'SUPPORTS', timesAsFast: { value: 10 } });
    expect(changed(9, twice)).toMatchObject({ stance: 'CONTRADICTS' });
    expect(changed(5, twice)).toMatchObject({ stance: 'UNDECIDED' });
  });

  test('has an interval that holds wherever both of its ends lie within theirs', () => {
    const positive = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(positive, positive, fc.double({ min: 0, max: 1, noNaN: true }), (one, other, where) => {
        const [a, b] = [interval(one, one * 0.9, one * 1.1), interval(other, other * 0.9, other * 1.1)];
        const { low, high, confidence } = quotient(a, b);
        const truth = (a.low + (a.high - a.low) * where) / (b.high - (b.high - b.low) * where);
        expect(truth).toBeGreaterThanOrEqual(low * (1 - 1e-12));
        expect(truth).toBeLessThanOrEqual(high * (1 + 1e-12));
        expect(confidence).toBeCloseTo(0.9, 12);
      }),
    );
  });

  test('buys what the widest pair differs by, whoever is ahead in it', () => {
    expect(choiceOf(raced(pair(0.5, [0.4, 0.6], 'CANDIDATE_FASTER')))).toMatchObject({ value: 2 });
    expect(choiceOf(null)).toBeNull();
  });
});

describe('the sentence of a part', () => {
  const slower = part({ kind: 'SLOWER' });
  const of = (size: number, low: number, high: number) => ({
    ...{ name: `${size} units`, race: 'r', subject: 'Keras', other: 'PyTorch', size, missing: null, ...SURE },
    ...{ seen: 'SLOWER' as const, stance: 'SUPPORTS' as const, timesAsFast: interval((low + high) / 2, low, high) },
  });

  test('says from which size on an overhead is small, and no more than was shown', () => {
    expect(partSentence(slower, [of(16, 0.4, 0.5), of(256, 0.96, 0.97), of(2048, 0.992, 0.995)], null)).toBe(
      'Part: PyTorch is faster than Keras in 3 of 3; its overhead is shown to be below 5 % from 256 units on and below 1 % from 2048 units on.',
    );
    expect(partSentence(slower, [of(16, 0.4, 0.5), of(2048, 0.96, 0.97)], null)).toMatch(
      /; its overhead is shown to be below 5 % from 2048 units on\.$/,
    );
    const alone = { seen: null, stance: 'UNDECIDED' as const, onlyAlone: true };
    expect(partSentence(slower, [of(16, 0.4, 0.5), { ...of(2048, 0.5, 0.6), ...alone }], null)).toMatch(
      /not enough data in 1 \(2048 units\) of 2; 1 of these shown by itself, but not together with the others; its overhead/,
    );
    expect(partSentence(slower, [of(16, 0.4, 0.5), of(2048, 0.5, 0.6)], null)).toMatch(
      /; its overhead is not shown to be below 5 %\.$/,
    );
  });
});

describe('over all cases', () => {
  test('the mean is geometric, and its interval that of a mean of independent estimates', () => {
    const mean = geometricMean([interval(2, 2 / 1.1, 2 * 1.1), interval(0.5, 0.5 / 1.1, 0.5 * 1.1)]);
    expect(mean?.value).toBeCloseTo(1, 12);
    // ln 1.1 of each: the square root of two of them, over two.
    expect(Math.log(mean?.high ?? 0)).toBeCloseTo((Math.log(1.1) * Math.SQRT2) / 2, 12);
    expect(geometricMean([interval(2, 1, 3), null])).toBeNull();
    expect(geometricMean([interval(2, 2, 2, 0)])).toBeNull();
    expect(geometricMean([])).toBeNull();
  });

  test('an overhead is below a share from the size on from which every measured one shows it', () => {
    const of = (size: number, low: number, confidence = 0.95) => ({
      ...{
        name: String(size),
        race: 'r',
        subject: 'us',
        other: 'them',
        size,
        seen: null,
        stance: 'UNDECIDED' as const,
      },
      ...{ missing: null, timesAsFast: interval(1, low, 1, confidence), ...SURE },
    });
    expect(sizeBelow([of(1, 0.5), of(10, 0.96), of(100, 0.97)], 0.05)).toBe(10);
    expect(sizeBelow([of(1, 0.99), of(10, 0.5), of(100, 0.97)], 0.05)).toBe(100);
    expect(sizeBelow([of(1, 0.99), of(100, 0.9)], 0.05)).toBeNull();
    expect(sizeBelow([of(1, 1, 0)], 0.05)).toBeNull();
  });
});
