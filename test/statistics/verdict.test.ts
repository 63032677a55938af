import { isDecided, judge } from '../../src/statistics/verdict';

const RHO = 0.02;
const AIM = { practicalDifference: RHO, enoughShare: 0.2 };
const BOUND = Math.log1p(RHO);
const interval = (low: number, high: number) => ({ value: (low + high) / 2, low, high, confidence: 0.95 });

describe('a verdict', () => {
  test.each([
    ['wholly within the practical difference', -0.01, 0.01, 'NO_PRACTICAL_DIFFERENCE', false],
    ['within it although it leaves out 0', 0.005, 0.015, 'NO_PRACTICAL_DIFFERENCE', false],
    ['exactly on its bounds', -BOUND, BOUND, 'NO_PRACTICAL_DIFFERENCE', false],
    ['above 0 and partly within', 0.01, 0.05, 'BASELINE_FASTER', false],
    ['wholly beyond', 0.021, 0.05, 'BASELINE_FASTER', true],
    ['below 0 and partly within', -0.05, -0.01, 'CANDIDATE_FASTER', false],
    ['wholly beyond on the other side', -0.05, -0.021, 'CANDIDATE_FASTER', true],
    ['across 0 and beyond a bound', -0.01, 0.05, 'INCONCLUSIVE', false],
    ['touching 0', 0, 0.05, 'INCONCLUSIVE', false],
  ] as const)('of an interval %s', (_, low, high, verdict, clear) => {
    expect(judge(interval(low, high), RHO)).toEqual({ verdict, clear });
  });

  test('ends the race where the interval is as narrow as the practical difference or a fifth of the estimate', () => {
    expect(isDecided('BASELINE_FASTER', interval(0.001, 0.04), AIM)).toBe(true);
    expect(isDecided('BASELINE_FASTER', interval(0.001, 0.06), AIM)).toBe(false);
    expect(isDecided('BASELINE_FASTER', interval(0.85, 1.15), AIM)).toBe(true);
    expect(isDecided('BASELINE_FASTER', interval(0.75, 1.25), AIM)).toBe(false);
    expect(isDecided('INCONCLUSIVE', interval(-0.001, 0.001), AIM)).toBe(false);
  });
});
