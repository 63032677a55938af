/** Everything about one request or repetition is drawn from its seed and number alone: any of them can be made again. */
import { Random, type Arbitrary } from 'fast-check';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

const LARGEST = 2 ** 31 - 1;

export class Dice {
  private readonly random: Random;

  constructor(seed: number, number = 0) {
    this.random = new Random(xoroshiro128plus(Math.imul(seed, 0x9e3779b1) ^ number));
    // Neighbouring seeds begin alike.
    for (let draw = 0; draw < 4; draw++) this.int(0, LARGEST);
  }

  /** Both ends included. */
  int(low: number, high: number): number {
    return this.random.nextInt(low, high);
  }

  chance(share: number): boolean {
    return this.random.nextDouble() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[this.int(0, items.length - 1)];
    if (items.length === 0) throw new Error('There is nothing to pick from');
    return item as Item;
  }

  of<Value>(arbitrary: Arbitrary<Value>): Value {
    return arbitrary.generate(this.random, undefined).value;
  }
}
