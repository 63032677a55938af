/** What every engine that trains promises of its blocks. */
import type { PrepareAnswer } from '../../src/engines/worker-session';
import { BATCH_COUNT, TRAINING_STEPS, type Started } from './worker-bench';

/** Every block begins with the weights of the file: its loss is what as many steps gave before, whatever was trained. */
export async function expectRewound(
  { session }: Started,
  answer: Extract<PrepareAnswer, { kind: 'prepared' }>,
  tolerance: number,
): Promise<void> {
  const stepLosses = answer.parity.stepLosses ?? [];
  const { blockLoss } = answer.prepared;
  const long = await session.measure({ blocks: 2, iterationsPerBlock: 2 * BATCH_COUNT, rewarmIterations: 1 });
  expect(long.every(({ checksum: loss }) => loss > 0)).toBe(true);
  expect(relativeError([long[1]?.checksum ?? NaN], [long[0]?.checksum ?? NaN])).toBeLessThanOrEqual(tolerance);
  for (const steps of [TRAINING_STEPS, 1]) {
    const [block] = await session.measure({ blocks: 1, iterationsPerBlock: steps, rewarmIterations: 2 });
    const taken = stepLosses.slice(0, steps);
    const mean = taken.reduce((sum, loss) => sum + loss, 0) / steps;
    const right = blockLoss === 'MEAN_OF_STEPS' ? mean : (taken.at(-1) ?? NaN);
    expect(relativeError([block?.checksum ?? NaN], [right])).toBeLessThanOrEqual(tolerance);
  }
}

/** The largest, relative to what is right. */
export function relativeError(values: readonly number[], right: readonly number[]): number {
  return Math.max(...right.map((value, index) => Math.abs((values[index] ?? NaN) - value) / Math.abs(value)));
}
