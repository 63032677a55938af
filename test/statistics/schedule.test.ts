import * as fc from 'fast-check';
import { passOrder, spawnOrder, trialSeed, warmUpOrder } from '../../src/statistics/schedule';
import { williamsSquare } from '../../src/statistics/williams-square';
import { times } from './random';

const seed = fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER });
const round = fc.integer({ min: 1, max: 1000 });
const entrants = fc.integer({ min: 1, max: 16 });
const ascending = (order: readonly number[]) => [...order].sort((a, b) => a - b);

describe('the schedule of a race', () => {
  test('is the same whatever was asked before', () => {
    fc.assert(
      fc.property(seed, round, fc.integer({ min: 0, max: 50 }), entrants, (raceSeed, inRound, pass, n) => {
        const ask = () => [
          passOrder(raceSeed, inRound, pass, n),
          spawnOrder(raceSeed, inRound, n),
          [trialSeed(raceSeed, inRound, 0)],
        ];
        const first = ask();
        times(5, (other) => passOrder(raceSeed, inRound + other, pass, n));
        expect(ask()).toEqual(first);
      }),
    );
  });

  test('is pinned: these orders may never change, or stored races could not be repeated', () => {
    expect(spawnOrder(42, 1, 5)).toEqual([4, 0, 1, 2, 3]);
    expect(warmUpOrder(42, 1, 5)).toEqual([2, 0, 3, 4, 1]);
    expect(times(4, (pass) => passOrder(42, 1, pass, 3))).toEqual([
      [2, 0, 1],
      [0, 2, 1],
      [1, 2, 0],
      [2, 1, 0],
    ]);
    expect([trialSeed(42, 1, 0), trialSeed(2 ** 53 - 1, 40, 15)]).toEqual([1828683121, 651547669]);
  });

  test('has every entrant once in each order', () => {
    fc.assert(
      fc.property(seed, round, fc.integer({ min: 0, max: 50 }), entrants, (raceSeed, inRound, pass, n) => {
        const everyone = times(n, (index) => index);
        for (const order of [
          passOrder(raceSeed, inRound, pass, n),
          spawnOrder(raceSeed, inRound, n),
          warmUpOrder(raceSeed, inRound, n),
        ]) {
          expect(ascending(order)).toEqual(everyone);
        }
      }),
    );
  });

  test('has every order of three entrants about equally often', () => {
    for (const draw of [spawnOrder, warmUpOrder, (s: number, r: number, n: number) => passOrder(s, r, 0, n)]) {
      const counts = new Map<string, number>();
      for (let raceSeed = 0; raceSeed < 3000; raceSeed += 1) {
        const order = draw(raceSeed, 1, 3).join('');
        counts.set(order, (counts.get(order) ?? 0) + 1);
      }
      expect(counts.size).toBe(6);
      const chiSquared = [...counts.values()].reduce((sum, count) => sum + (count - 500) ** 2 / 500, 0);
      expect(chiSquared).toBeLessThan(20.5); // 5 degrees of freedom, p = .001
    }
  });

  test('draws spawning, warm-up and the first pass independently of each other', () => {
    const same = times(2000, (raceSeed) => ({
      warmUp: spawnOrder(raceSeed, 1, 2)[0] === warmUpOrder(raceSeed, 1, 2)[0],
      pass: spawnOrder(raceSeed, 1, 2)[0] === passOrder(raceSeed, 1, 0, 2)[0],
      nextRound: spawnOrder(raceSeed, 1, 2)[0] === spawnOrder(raceSeed, 2, 2)[0],
    }));
    for (const key of ['warmUp', 'pass', 'nextRound'] as const) {
      const share = same.filter((entry) => entry[key]).length / same.length;
      expect(Math.abs(share - 0.5)).toBeLessThan(0.037); // p = .001
    }
  });

  test('gives every trial a seed of its own that fits 31 bits', () => {
    const seeds = times(40, (r) => times(16, (position) => trialSeed(7, r + 1, position))).flat();
    expect(new Set(seeds).size).toBe(seeds.length);
    expect(Math.max(...seeds)).toBeLessThan(2 ** 31);
    expect(Math.min(...seeds)).toBeGreaterThanOrEqual(0);
  });

  test('tells seeds apart that agree in their lower or upper 32 bits', () => {
    const orders = [1, 1 + 2 ** 32, 2 ** 53 - 1, 2 ** 53 - 1 - 2 ** 32].map((raceSeed) =>
      spawnOrder(raceSeed, 1, 16).join(),
    );
    expect(new Set(orders).size).toBe(4);
  });

  test('refuses a seed that is not a whole number up to 2^53 − 1', () => {
    for (const wrong of [-1, 1.5, 2 ** 53, NaN]) expect(() => spawnOrder(wrong, 1, 3)).toThrow('2^53 - 1');
  });
});

describe('the passes of a round', () => {
  /** How often each entrant directly follows each other one. */
  function followers(orders: readonly number[][]): number[] {
    const counts = new Map<string, number>();
    for (const order of orders) {
      order.slice(1).forEach((entry, index) => {
        const key = `${order[index]}>${entry}`;
        counts.set(key, (counts.get(key) ?? 0) + 1);
      });
    }
    return [...counts.values()];
  }

  test.each([2, 3, 4, 5, 6, 7, 8])('%d entrants follow each other and take each place equally often', (n) => {
    const length = williamsSquare(n).length;
    expect(length).toBe(n % 2 === 0 ? n : 2 * n);
    const orders = times(length, (pass) => passOrder(99, 3, pass, n));
    const follows = followers(orders);
    expect(follows).toHaveLength(n * (n - 1));
    expect(new Set(follows).size).toBe(1);
    for (let place = 0; place < n; place += 1) {
      const counts = times(n, (entrant) => orders.filter((order) => order[place] === entrant).length);
      expect(new Set(counts).size).toBe(1);
    }
  });
});
