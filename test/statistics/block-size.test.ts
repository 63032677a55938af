import * as fc from 'fast-check';
import { needsResize, nextBlockSize, requiredBlockSeconds } from '../../src/statistics/block-size';

const CLOCK = { emptyBlockSeconds: 30e-9, resolutionSeconds: 20e-9 };

/** Measures blocks of a step that takes exactly so long until the size settles. */
function settle(iterationSeconds: number, clock = CLOCK): { iterationsPerBlock: number; measured: number[] } {
  const measured: number[] = [];
  for (let iterationsPerBlock = 1; measured.length < 40;) {
    measured.push(iterationsPerBlock);
    const elapsedSeconds = iterationsPerBlock * iterationSeconds;
    const step = nextBlockSize({ iterationsPerBlock, elapsedSeconds, ...clock });
    if (step.kind === 'settled') return { iterationsPerBlock: step.iterationsPerBlock, measured };
    iterationsPerBlock = step.iterationsPerBlock;
  }
  throw new Error('never settled');
}

describe('block size', () => {
  test('stays at one iteration where that is long enough by itself', () => {
    expect(settle(0.02)).toEqual({ iterationsPerBlock: 1, measured: [1] });
    expect(settle(3)).toEqual({ iterationsPerBlock: 1, measured: [1] });
  });

  test('doubles when near', () => {
    expect(settle(0.0055).measured).toEqual([1, 2, 4]);
  });

  test('leaps when far, and settles a 1 µs step within four blocks', () => {
    const { iterationsPerBlock, measured } = settle(1e-6);
    expect(measured.length).toBeLessThanOrEqual(4);
    expect(iterationsPerBlock).toBe(32768);
  });

  test('leaves every settled block between its goal and twice its goal', () => {
    fc.assert(
      fc.property(fc.double({ min: 2e-8, max: 0.019, noNaN: true }), (iterationSeconds) => {
        const block = settle(iterationSeconds).iterationsPerBlock * iterationSeconds;
        expect(block).toBeGreaterThanOrEqual(0.02);
        expect(block).toBeLessThan(0.04 * (1 + 1e-12));
      }),
    );
  });

  test('is not fooled by a first block that the clock did not see', () => {
    expect(nextBlockSize({ iterationsPerBlock: 1, elapsedSeconds: 0, ...CLOCK })).toEqual({
      kind: 'measure',
      iterationsPerBlock: 1024,
    });
  });

  test('ends even where the clock never moves', () => {
    expect(settle(0).iterationsPerBlock).toBe(2 ** 30);
  });

  test('grows with a slow or coarse clock', () => {
    expect(requiredBlockSeconds(CLOCK)).toBe(0.02);
    expect(requiredBlockSeconds({ emptyBlockSeconds: 5e-6, resolutionSeconds: 0 })).toBeCloseTo(0.05, 12);
    expect(requiredBlockSeconds({ emptyBlockSeconds: 0, resolutionSeconds: 1e-4 })).toBeCloseTo(0.1, 12);
  });

  test('is found anew outside 10 to 80 ms, except for a single long iteration', () => {
    expect([0.009, 0.011, 0.079, 0.081].map((seconds) => needsResize(seconds, 16))).toEqual([true, false, false, true]);
    expect(needsResize(5, 1)).toBe(false);
    expect(needsResize(0.005, 1)).toBe(true);
  });

  test('a block that a coarse clock asked for is not called too long', () => {
    expect(needsResize(0.12, 16, { emptyBlockSeconds: 0, resolutionSeconds: 1e-4 })).toBe(false);
  });
});
