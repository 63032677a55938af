/**
 * Brings one worker to its steady state and finds how many iterations make a block (method.md §1.3, §1.4). The
 * worker only runs blocks; every decision is made here, the same for all engines.
 */
import type { WorkerSession } from '../engines/worker-session';
import type { Block } from '../protocol/block';
import type { PreparedMessage } from '../protocol/messages';
import { needsResize, nextBlockSize, type ClockFacts } from '../statistics/block-size';
import { median } from '../statistics/descriptive';
import { steadyState } from '../statistics/steady-state';
import { NANOSECONDS_PER_SECOND, secondsPerIteration } from './block-codec';
import { isDraining, isUnsynchronised } from './same-rules';
import type { EffortPlan } from './effort';

export interface WarmUpRequest {
  readonly session: Pick<WorkerSession, 'measure'>;
  readonly clock: PreparedMessage['clock'];
  readonly effort: EffortPlan;
  readonly practicalDifference: number;
  /** On `performance.now()`: the race's budget ends here, and with it the patience for a worker that does not settle. */
  readonly deadline: number;
  /** Fixed by an earlier round, or null. */
  readonly iterationsPerBlock: number | null;
  /** A block has a whole multiple of these: where iterations differ, those of a pass over all of them. */
  readonly unitIterations?: number;
}

export interface WarmUpResult {
  readonly iterationsPerBlock: number;
  /** Every block that was run, in order. */
  readonly blocks: readonly Block[];
  readonly steady: boolean;
}

const CHUNK_BLOCKS = 5;
const MINIMUM_ITERATIONS = 5;
const MAXIMUM_SECONDS = 30;
const MAXIMUM_BLOCKS = 300;
/** The first calls may trace, compile or allocate: they say nothing about the size of a block. */
const FIRST_ITERATIONS = 2;

/** Rejects with `WorkerFailure` where the worker fails. A worker that never settles is not an error: `steady` is false. */
export async function warmUp(request: WarmUpRequest): Promise<WarmUpResult> {
  const { session, effort, practicalDifference, unitIterations = 1 } = request;
  const blocks: Block[] = [];
  let iterations = await calibrate(request, request.iterationsPerBlock, blocks);
  let windowStart = blocks.length;
  for (;;) {
    if (isUnsynchronised(blocks)) return { iterationsPerBlock: iterations, blocks, steady: false };
    const chunk = await session.measure({ blocks: CHUNK_BLOCKS, iterationsPerBlock: iterations, rewarmIterations: 0 });
    blocks.push(...chunk);
    if (needsResize(medianElapsedSeconds(chunk), iterations / unitIterations, clockFacts(request.clock))) {
      const size = iterations;
      iterations = await calibrate(request, size, blocks);
      // Where load makes blocks long for a while the size stays, and what was run so far still counts.
      if (iterations !== size) windowStart = blocks.length;
    }
    const window = blocks.slice(windowStart);
    const steady =
      steadyState(window.map(secondsPerIteration), {
        practicalDifference,
        minimumBlocks: effort.warmUpBlocks,
        windowBlocks: effort.warmUpWindowBlocks,
        standardErrors: effort.warmUpStandardErrors,
      }) === 'steady';
    if (steady && elapsedSeconds(blocks) >= effort.warmUpSeconds && iterationsOf(blocks) >= MINIMUM_ITERATIONS) {
      return { iterationsPerBlock: iterations, blocks, steady: true };
    }
    const exhausted = elapsedSeconds(blocks) >= MAXIMUM_SECONDS || blocks.length >= MAXIMUM_BLOCKS;
    if (exhausted || performance.now() >= request.deadline) {
      return { iterationsPerBlock: iterations, blocks, steady: false };
    }
  }
}

async function calibrate(request: WarmUpRequest, known: number | null, blocks: Block[]): Promise<number> {
  const { session, clock, unitIterations = 1 } = request;
  let iterations = known ?? unitIterations;
  let rewarmIterations = blocks.length === 0 ? FIRST_ITERATIONS : 0;
  for (;;) {
    const [block] = await session.measure({ blocks: 1, iterationsPerBlock: iterations, rewarmIterations });
    if (!block) throw new Error('A worker answered a measurement without a block');
    blocks.push(block);
    rewarmIterations = 0;
    // A block that is over before its work would seem short for ever, and ever longer ones be asked for.
    const work = block.elapsedNanoseconds + (isDraining(block) ? block.drainNanoseconds : 0);
    const elapsed = work / NANOSECONDS_PER_SECOND;
    const units = iterations / unitIterations;
    const next = nextBlockSize({ iterationsPerBlock: units, elapsedSeconds: elapsed, ...clockFacts(clock) });
    iterations = next.iterationsPerBlock * unitIterations;
    if (next.kind === 'settled') return iterations;
  }
}

function clockFacts(clock: PreparedMessage['clock']): ClockFacts {
  return {
    emptyBlockSeconds: clock.emptyBlockNanoseconds / NANOSECONDS_PER_SECOND,
    resolutionSeconds: clock.resolutionNanoseconds / NANOSECONDS_PER_SECOND,
  };
}

function elapsedSeconds(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.elapsedNanoseconds, 0) / NANOSECONDS_PER_SECOND;
}

function iterationsOf(blocks: readonly Block[]): number {
  return blocks.reduce((sum, block) => sum + block.iterations, 0);
}

/** In seconds of a whole block; NaN without blocks. */
export function medianElapsedSeconds(blocks: readonly Block[]): number {
  return median(blocks.map((block) => block.elapsedNanoseconds)) / NANOSECONDS_PER_SECOND;
}
