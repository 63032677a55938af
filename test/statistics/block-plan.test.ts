import { plannedBlocks } from '../../src/statistics/block-plan';
import { Random, times } from './random';

const BOUNDS = { minimumBlocks: 5, maximumBlocks: 50 };

/** Trials of `blocks` blocks whose levels and blocks vary by these standard deviations of the logarithm. */
function run(seed: number, noise: { trial: number; block: number }, shared: readonly number[] = []): number[][] {
  const random = new Random(seed);
  return times(2000, (round) => {
    const level = noise.trial * random.gaussian() + (shared[round] ?? 0);
    return times(10, () => 0.02 * Math.exp(level + noise.block * random.gaussian()));
  });
}

describe('blocks per trial', () => {
  test('are √(cost of a trial over a block · variance of a median of blocks over trials), of a single run', () => {
    // √(16 · π/2 · (3 %)² / (1 %)²) = 15
    const runs = [run(1, { trial: 0.01, block: 0.03 })];
    const blocks = plannedBlocks({ runs, paired: false, startsPerPass: 16, ...BOUNDS });
    expect(blocks).toBeGreaterThanOrEqual(13);
    expect(blocks).toBeLessThanOrEqual(18);
  });

  test('are the same for a pair, by what is left after what its rounds share', () => {
    const random = new Random(9);
    const shared = times(2000, () => 0.2 * random.gaussian());
    const runs = [1, 2].map((seed) => run(seed, { trial: 0.01, block: 0.03 }, shared));
    const blocks = plannedBlocks({ runs, paired: true, startsPerPass: 16, ...BOUNDS });
    expect(blocks).toBeGreaterThanOrEqual(13);
    expect(blocks).toBeLessThanOrEqual(18);
    // Not side by side the rounds' own ups and downs count, and more trials help more than more blocks.
    expect(plannedBlocks({ runs, paired: false, startsPerPass: 16, ...BOUNDS })).toBe(5);
  });

  test('are as many as allowed where trials do not differ, and as few where they differ by much or cost nothing', () => {
    const steady = [run(3, { trial: 0, block: 0.03 })];
    expect(plannedBlocks({ runs: steady, paired: false, startsPerPass: 1e6, ...BOUNDS })).toBe(50);
    const restless = [run(4, { trial: 0.1, block: 0.001 })];
    expect(plannedBlocks({ runs: restless, paired: false, startsPerPass: 16, ...BOUNDS })).toBe(5);
    expect(plannedBlocks({ runs: steady, paired: false, startsPerPass: 0, ...BOUNDS })).toBe(5);
    const alike = [times(4, () => times(2, () => 0.02))];
    expect(plannedBlocks({ runs: alike, paired: false, startsPerPass: 16, ...BOUNDS })).toBe(5);
  });

  test('are not known from one trial', () => {
    expect(plannedBlocks({ runs: [[[0.02, 0.021]]], paired: false, startsPerPass: 16, ...BOUNDS })).toBeNull();
    expect(plannedBlocks({ runs: [], paired: false, startsPerPass: 16, ...BOUNDS })).toBeNull();
  });
});
