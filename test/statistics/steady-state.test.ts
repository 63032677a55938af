import { EFFORTS } from '../../src/racing/effort';
import { steadyState } from '../../src/statistics/steady-state';
import { Random, times } from './random';

const RULE = { practicalDifference: 0.02, minimumBlocks: 25, windowBlocks: 10, standardErrors: 1 };
/** Of a QUICK race: shorter windows, sooner. */
const QUICK_RULE = {
  practicalDifference: EFFORTS.QUICK.practicalDifference,
  minimumBlocks: EFFORTS.QUICK.warmUpBlocks,
  windowBlocks: EFFORTS.QUICK.warmUpWindowBlocks,
  standardErrors: EFFORTS.QUICK.warmUpStandardErrors,
};
const CAP = 300;
const TRACES = 100;

/** The block after which a trace is called steady, asked every 5 blocks as the warm-up does; null: never. */
function steadyAfter(blockSeconds: readonly number[], rule = RULE): number | null {
  for (let blocks = 5; blocks <= blockSeconds.length; blocks += 5) {
    if (steadyState(blockSeconds.slice(0, blocks), rule) === 'steady') return blocks;
  }
  return null;
}

function noisy(level: (block: number) => number, seed: number, noise = 0.005): number[] {
  const random = new Random(seed);
  return times(CAP, (block) => 0.02 * level(block) * Math.exp(noise * random.heavyTailed()));
}

/** Share of seeded traces whose answer is right. */
function rightShare(
  level: (block: number) => number,
  right: (after: number | null) => boolean,
  noise?: number,
  rule = RULE,
): number {
  return times(TRACES, (seed) => right(steadyAfter(noisy(level, seed, noise), rule))).filter(Boolean).length / TRACES;
}

describe('steady state', () => {
  test('a flat trace is steady within twice the minimum', () => {
    expect(
      rightShare(
        () => 1,
        (after) => after !== null && after <= 50,
      ),
    ).toBeGreaterThanOrEqual(0.95);
    expect(
      rightShare(
        () => 1,
        (after) => after !== null && after <= 50,
        0.01,
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test.each([
    { amplitude: 0.5, decayBlocks: 5 },
    { amplitude: 2, decayBlocks: 5 },
    { amplitude: 0.5, decayBlocks: 15 },
    { amplitude: 2, decayBlocks: 15 },
    { amplitude: 0.5, decayBlocks: 30 },
    { amplitude: 2, decayBlocks: 30 },
  ])('a warm-up of +$amplitude over $decayBlocks blocks ends with at most rho/2 left', ({ amplitude, decayBlocks }) => {
    const remaining = (block: number) => amplitude * Math.exp(-block / decayBlocks);
    const right = (after: number | null) => after !== null && remaining(after) <= RULE.practicalDifference / 2;
    for (const noise of [0.002, 0.01]) {
      expect(rightShare((block) => 1 + remaining(block), right, noise)).toBeGreaterThanOrEqual(0.95);
    }
  });

  test.each([0.5, 2].flatMap((amplitude) => [3, 5, 15, 30].map((decayBlocks) => ({ amplitude, decayBlocks }))))(
    'of a QUICK race too, of +$amplitude over $decayBlocks blocks: half of what matters is left in its median block',
    ({ amplitude, decayBlocks }) => {
      const remaining = (block: number) => amplitude * Math.exp(-block / decayBlocks);
      // Five blocks are measured at least, and their median is what counts.
      const right = (after: number | null) => after !== null && remaining(after + 2) <= RULE.practicalDifference / 2;
      for (const noise of [0.002, 0.01]) {
        const share = rightShare((block) => 1 + remaining(block), right, noise, QUICK_RULE);
        expect(share).toBeGreaterThanOrEqual(0.9);
      }
    },
  );

  test('a long warm-up is never called steady while it is far from its end', () => {
    const remaining = (block: number) => 2 * Math.exp(-block / 60);
    const right = (after: number | null) => after === null || remaining(after) <= RULE.practicalDifference / 2;
    expect(rightShare((block) => 1 + remaining(block), right, 0.01)).toBeGreaterThanOrEqual(0.95);
  });

  test('a trace that steps down after 40 blocks is not steady while the step is in the last two windows', () => {
    const stepped = (seed: number) => noisy((block) => (block < 40 ? 1.2 : 1), seed);
    const askedAfter = (blocks: number) =>
      times(TRACES, (seed) => steadyState(stepped(seed).slice(0, blocks), RULE)).filter((state) => state === 'steady');
    expect(askedAfter(50).length / TRACES).toBeLessThanOrEqual(0.02);
    expect(askedAfter(70).length / TRACES).toBeGreaterThanOrEqual(0.9);
  });

  test('a trace that keeps slowing down is never steady', () => {
    expect(
      rightShare(
        (block) => 1 + 0.01 * block,
        (after) => after === null,
      ),
    ).toBeGreaterThanOrEqual(0.95);
  });

  test('a saw-tooth within rho/2, as a collector makes it, is steady', () => {
    const right = (after: number | null) => after !== null && after <= 60;
    expect(rightShare((block) => 1 + 0.001 * (block % 7), right)).toBeGreaterThanOrEqual(0.95);
  });

  test('nothing is steady before the minimum, however flat', () => {
    const flat = times(24, () => 0.02);
    expect(steadyState(flat, RULE)).toBe('not-yet');
    expect(steadyState([...flat, 0.02], RULE)).toBe('steady');
    expect(
      steadyState(
        times(19, () => 0.02),
        { ...RULE, minimumBlocks: 5 },
      ),
    ).toBe('not-yet');
  });

  test('a clock that stands still is not steady', () => {
    expect(
      steadyState(
        times(40, () => 0),
        RULE,
      ),
    ).toBe('not-yet');
  });
});
