/** How many iterations make a block: long enough for the clock not to matter, short enough to interleave. */

export interface ClockFacts {
  /** Median cost of an empty timed block. */
  readonly emptyBlockSeconds: number;
  /** Smallest non-zero step of the clock. */
  readonly resolutionSeconds: number;
}

export interface BlockSizeState extends ClockFacts {
  /** K of the block that was just measured, from 1. */
  readonly iterationsPerBlock: number;
  /** What that block took. */
  readonly elapsedSeconds: number;
}

/** 'measure': try a block of this size and ask again. 'settled': keep this size. */
export interface BlockSizeStep {
  readonly kind: 'measure' | 'settled';
  readonly iterationsPerBlock: number;
}

const SHORTEST_BLOCK_SECONDS = 0.02;
const EMPTY_BLOCKS_IN_A_BLOCK = 1e4;
const CLOCK_STEPS_IN_A_BLOCK = 1e3;
/** A first block can be all clock noise: no leap is longer than this. */
const LONGEST_LEAP = 1024;
const MOST_ITERATIONS = 2 ** 30;

/** max(20 ms, 10⁴ · empty block, 10³ · clock step): then framing is at most 0.01 % and rounding 0.1 % of a block. */
export function requiredBlockSeconds(clock: ClockFacts): number {
  return Math.max(
    SHORTEST_BLOCK_SECONDS,
    EMPTY_BLOCKS_IN_A_BLOCK * clock.emptyBlockSeconds,
    CLOCK_STEPS_IN_A_BLOCK * clock.resolutionSeconds,
  );
}

/**
 * Doubles K from 1 until a block is long enough; while the goal is far it leaps by the power of two that stays
 * below it, so a 10 µs step settles in a few blocks. An iteration longer than the goal settles at K = 1.
 */
export function nextBlockSize(state: BlockSizeState): BlockSizeStep {
  const missing = requiredBlockSeconds(state) / state.elapsedSeconds;
  if (missing <= 1 || state.iterationsPerBlock >= MOST_ITERATIONS) {
    return { kind: 'settled', iterationsPerBlock: state.iterationsPerBlock };
  }
  const leap = Math.min(LONGEST_LEAP, Math.max(2, 2 ** Math.floor(Math.log2(missing))));
  return { kind: 'measure', iterationsPerBlock: Math.min(MOST_ITERATIONS, state.iterationsPerBlock * leap) };
}

const PERFECT_CLOCK: ClockFacts = { emptyBlockSeconds: 0, resolutionSeconds: 0 };

/**
 * Whether the median block has left half to four times its goal (10 to 80 ms, unless the clock asks for longer),
 * so that K must be found anew. A single iteration may take as long as it likes.
 */
export function needsResize(
  medianBlockSeconds: number,
  iterationsPerBlock: number,
  clock: ClockFacts = PERFECT_CLOCK,
): boolean {
  const goal = requiredBlockSeconds(clock);
  if (medianBlockSeconds < goal / 2) return true;
  return iterationsPerBlock > 1 && medianBlockSeconds > goal * 4;
}
