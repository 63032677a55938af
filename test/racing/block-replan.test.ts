import { replannedBlocks, type Learnt } from '../../src/racing/block-replan';
import { EFFORTS } from '../../src/racing/effort';

const { minimumBlocks, maximumBlocks } = EFFORTS.STANDARD;

/** Eight trials of ten blocks of 50 iterations of 1 ms; levels and blocks go up and down by these shares in turn. */
function learnt(trialShare: number, blockShare: number, roundSeconds: number): Learnt {
  const trials = Array.from({ length: 8 }, (_, round) => ({
    ...{ round: round + 1, notSteady: false },
    blockSeconds: Array.from(
      { length: 10 },
      (_, block) => 1e-3 * (1 + trialShare * (round % 2)) * (1 + blockShare * (((block * 7) % 10) / 10)),
    ),
  }));
  return { entrants: [{ trials, iterationsPerBlock: 50 }], roundSeconds, interleaving: 'EXCLUSIVE' };
}

describe('blocks per trial, after the first look', () => {
  test('are as few as the effort allows where trials differ by more than their blocks', () => {
    expect(replannedBlocks(learnt(0.2, 0.001, 5), EFFORTS.STANDARD)).toBe(minimumBlocks);
  });

  test('are more where blocks vary and a round is mostly starting', () => {
    expect(replannedBlocks(learnt(0.001, 0.2, 60), EFFORTS.STANDARD)).toBe(maximumBlocks);
    const some = replannedBlocks(learnt(0.05, 0.05, 10), EFFORTS.STANDARD) ?? 0;
    expect(some).toBeGreaterThanOrEqual(minimumBlocks);
    expect(some).toBeLessThan(maximumBlocks);
  });

  test('stay as they are where the size of a block is not settled, or nothing was measured', () => {
    const { entrants, ...rest } = learnt(0.05, 0.05, 10);
    const unsettled = entrants.map((entrant) => ({ ...entrant, iterationsPerBlock: null }));
    expect(replannedBlocks({ ...rest, entrants: unsettled }, EFFORTS.STANDARD)).toBeNull();
    expect(
      replannedBlocks({ ...rest, entrants: [{ trials: [], iterationsPerBlock: 50 }] }, EFFORTS.STANDARD),
    ).toBeNull();
  });
});
