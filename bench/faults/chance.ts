/** Every choice of one repetition, from its seed. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Chance {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
    // Neighbouring seeds begin alike.
    for (let index = 0; index < 16; index++) this.whole(0, 1);
  }

  /** Both ends included. */
  whole(lowest: number, highest: number): number {
    return uniformInt(this.generator, lowest, highest);
  }

  /** Throws where there is nothing to choose from. */
  one<T>(items: readonly T[]): T {
    const chosen = items[this.whole(0, Math.max(0, items.length - 1))];
    if (chosen === undefined) throw new Error('there is nothing to choose from');
    return chosen;
  }
}
