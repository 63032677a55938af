/** Seeded random numbers for tests: the same run every time. */
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export class Random {
  private readonly generator;

  constructor(seed: number) {
    this.generator = xoroshiro128plus(seed);
    // Neighbouring seeds begin alike: leave the beginning.
    for (let skipped = 0; skipped < 16; skipped += 1) this.generator.next();
  }

  /** Within [0, 1). */
  uniform(): number {
    return uniformFloat64(this.generator);
  }

  /** Box and Muller 1958. */
  gaussian(): number {
    return Math.sqrt(-2 * Math.log(1 - this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Student's t with 3 degrees of freedom: heavy tails that still have a variance. */
  heavyTailed(): number {
    const chiSquared = [1, 2, 3].reduce((sum) => sum + this.gaussian() ** 2, 0);
    return this.gaussian() / Math.sqrt(chiSquared / 3);
  }
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
