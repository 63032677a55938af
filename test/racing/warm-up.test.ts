import type { WorkerSession } from '../../src/engines/worker-session';
import type { Block } from '../../src/protocol/block';
import { EFFORTS } from '../../src/racing/effort';
import { warmUp, type WarmUpResult } from '../../src/racing/warm-up';
import { placedBlock } from './support';

const CLOCK = { emptyBlockNanoseconds: 0, resolutionNanoseconds: 1 };
const MILLISECOND = 1e6;

/** Of a worker whose iterations take so many milliseconds, by the number of blocks before. */
function warmUpOf(iterationMilliseconds: (blocksBefore: number) => number): Promise<WarmUpResult> {
  let run = 0;
  const measure: WorkerSession['measure'] = async ({ blocks, iterationsPerBlock }) =>
    Array.from({ length: blocks }, (): Block => {
      const elapsedNanoseconds = iterationMilliseconds(run) * iterationsPerBlock * MILLISECOND;
      run += 1;
      return { ...placedBlock(0, elapsedNanoseconds), iterations: iterationsPerBlock };
    });
  return warmUp({
    session: { measure },
    clock: CLOCK,
    effort: EFFORTS.QUICK,
    practicalDifference: 0.02,
    deadline: Number.POSITIVE_INFINITY,
    iterationsPerBlock: null,
  });
}

/** Some noise, the same in each run. */
const about = (milliseconds: number, block: number) => milliseconds * (1 + 0.01 * Math.sin(7 * block));

describe('the warm-up', () => {
  test('ends once two windows of blocks agree, with blocks of at least 20 ms', async () => {
    const { steady, iterationsPerBlock, blocks } = await warmUpOf((block) => about(5, block));
    expect(steady).toBe(true);
    expect(iterationsPerBlock * 5).toBeGreaterThanOrEqual(20);
    expect(blocks.length).toBeLessThan(40);
  });

  test('ends likewise where the machine became five times as slow once the size of a block was found', async () => {
    const { steady, blocks } = await warmUpOf((block) => about(block < 3 ? 5 : 25, block));
    expect(steady).toBe(true);
    expect(blocks.length).toBeLessThan(40);
  });

  test('begins anew where the blocks turn out too short', async () => {
    const { steady, iterationsPerBlock, blocks } = await warmUpOf((block) => about(block < 3 ? 25 : 1, block));
    expect(steady).toBe(true);
    expect(iterationsPerBlock).toBeGreaterThan(10);
    expect(blocks.slice(-14).every(({ iterations }) => iterations === iterationsPerBlock)).toBe(true);
  });

  test('gives up on a worker that becomes slower and slower, and says so', async () => {
    const { steady } = await warmUpOf((block) => 20 * 1.02 ** block);
    expect(steady).toBe(false);
  });
});
