/**
 * Every random choice of a race, as pure functions of its seed: the same seed gives the same schedule, whatever
 * was asked before and in which order. Each choice has a generator of its own, xoroshiro128+ (Blackman and Vigna
 * 2018), whose state is hashed from the seed and from what is chosen.
 */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import { williamsSquare } from './williams-square';

type Generator = ReturnType<typeof xoroshiro128plusFromState>;

/** What is drawn: keeps the streams of equal numbers apart. */
const STREAM = {
  ...{ trialSeed: 1, spawnOrder: 2, warmUpOrder: 3, passRows: 4, passNames: 5, passOrder: 6 },
  ...{ arrivals: 7, gridShift: 8, sequenceOrder: 9 },
} as const;

/** Up to this many entrants passes follow a Williams square; beyond, it would be longer than a trial. */
const LARGEST_SQUARE = 8;

/** Fits every framework's seed (some take 32 bits, some of those signed). */
const LARGEST_TRIAL_SEED = 2 ** 31 - 1;

const MASK_64 = (1n << 64n) - 1n;
const GOLDEN_GAMMA = 0x9e3779b97f4a7c15n;

/** The output function of SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"). */
function scramble(word: bigint): bigint {
  let z = word & MASK_64;
  z = ((z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n) & MASK_64;
  z = ((z ^ (z >> 27n)) * 0x94d049bb133111ebn) & MASK_64;
  return z ^ (z >> 31n);
}

function generatorFor(raceSeed: number, ...choice: readonly number[]): Generator {
  if (!Number.isSafeInteger(raceSeed) || raceSeed < 0) {
    throw new RangeError('the seed of a race is a whole number from 0 to 2^53 - 1');
  }
  const hash = choice.reduce(
    (state, part) => scramble(state + GOLDEN_GAMMA + BigInt(part)),
    scramble(BigInt(raceSeed)),
  );
  const words = [scramble(hash + GOLDEN_GAMMA), scramble(hash + 2n * GOLDEN_GAMMA)];
  return xoroshiro128plusFromState(
    words.flatMap((word) => [Number(BigInt.asIntN(32, word >> 32n)), Number(BigInt.asIntN(32, word))]),
  );
}

/** 0 … n − 1 in random order, all orders equally likely (Fisher and Yates 1938). */
function shuffled(n: number, generator: Generator): number[] {
  const order = Array.from({ length: n }, (_, index) => index);
  for (let last = n - 1; last > 0; last -= 1) {
    const chosen = uniformInt(generator, 0, last);
    [order[last], order[chosen]] = [order[chosen] ?? 0, order[last] ?? 0];
  }
  return order;
}

/** Seed of the trial of entrant `position` in `round`, 0 … 2^31 − 1. `raceSeed` is a whole number up to 2^53 − 1. */
export function trialSeed(raceSeed: number, round: number, position: number): number {
  return uniformInt(generatorFor(raceSeed, STREAM.trialSeed, round, position), 0, LARGEST_TRIAL_SEED);
}

/** Positions of the n entrants in the order in which their processes of `round` are started. */
export function spawnOrder(raceSeed: number, round: number, n: number): number[] {
  return shuffled(n, generatorFor(raceSeed, STREAM.spawnOrder, round));
}

/** Positions of the n entrants in the order in which they warm up in `round`. */
export function warmUpOrder(raceSeed: number, round: number, n: number): number[] {
  return shuffled(n, generatorFor(raceSeed, STREAM.warmUpOrder, round));
}

/**
 * Positions of the n entrants in the order in which they are measured in `pass` (from 0) of `round`. With up to
 * 8 entrants the passes of a round run through a Williams square, rows and names shuffled anew for each time
 * through, so that carry-over is balanced; beyond that each pass is shuffled by itself.
 */
export function passOrder(raceSeed: number, round: number, pass: number, n: number): number[] {
  if (n > LARGEST_SQUARE) return shuffled(n, generatorFor(raceSeed, STREAM.passOrder, round, pass));
  const square = williamsSquare(n);
  const cycle = Math.floor(pass / square.length);
  const rows = shuffled(square.length, generatorFor(raceSeed, STREAM.passRows, round, cycle));
  const names = shuffled(n, generatorFor(raceSeed, STREAM.passNames, round, cycle));
  const row = square[rows[pass % square.length] ?? 0] ?? [];
  return row.map((entry) => names[entry] ?? 0);
}

/**
 * When the requests of a probe come, in mean gaps from its begin: a Poisson process (exponential gaps). Entrants of the
 * same round get the same, each stretched to its own rate.
 */
export function poissonArrivals(raceSeed: number, round: number, probe: number, count: number): number[] {
  const generator = generatorFor(raceSeed, STREAM.arrivals, round, probe);
  let time = 0;
  return Array.from({ length: count }, () => (time -= Math.log1p(-uniformFloat64(generator))));
}

/** In which order the n sequences of a pass come, where they differ in length. */
export function sequenceOrder(raceSeed: number, n: number): number[] {
  return shuffled(n, generatorFor(raceSeed, STREAM.sequenceOrder));
}

/** By what part of a step the grid of rates lies higher in `round`: 0 to 1. */
export function gridShift(raceSeed: number, round: number): number {
  return uniformFloat64(generatorFor(raceSeed, STREAM.gridShift, round));
}
