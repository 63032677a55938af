import * as fc from 'fast-check';
import { sequenceOrder } from '../../src/statistics/schedule';
import {
  batchesOf,
  LENGTH_POLICIES,
  sequenceBatches,
  sequenceLengths,
  validStepsPerBatch,
} from '../../src/workloads/sequence-batches';

const orderOf = (seed: number) => (n: number) => sequenceOrder(seed, n);

const question = fc.record({
  longest: fc.integer({ min: 1, max: 600 }),
  batchSize: fc.integer({ min: 1, max: 80 }),
  seed: fc.nat(),
});

const ascending = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('sequences of different lengths', () => {
  test('are the same for every policy and seed, in another order', () => {
    fc.assert(
      fc.property(question, ({ longest, batchSize, seed }) => {
        const expected = sequenceLengths(longest, batchesOf(batchSize) * batchSize);
        for (const policy of LENGTH_POLICIES) {
          const batches = sequenceBatches({ policy, longest, batchSize, order: orderOf(seed) });
          expect(batches).toHaveLength(batchesOf(batchSize));
          expect(batches.every(({ lengths }) => lengths.length === batchSize)).toBe(true);
          expect(ascending(batches.flatMap(({ lengths }) => lengths))).toEqual(expected);
          expect(batches.every(({ steps, lengths }) => Math.max(...lengths) <= steps && steps <= longest)).toBe(true);
        }
        const sum = expected.reduce((total, length) => total + length, 0);
        expect(validStepsPerBatch(longest, batchSize)).toBeCloseTo(sum / batchesOf(batchSize), 9);
      }),
      { numRuns: 50 },
    );
  });

  test('are lognormal, cut at the longest and at a thirty-second of it', () => {
    const lengths = sequenceLengths(256, 512);
    expect(lengths).toEqual(ascending(lengths));
    expect([lengths[0], lengths.at(-1)]).toEqual([8, 256]);
    // Quantiles of exp(N(ln 64, 0.7)): 64 · exp(0.7 · z), z = ∓0.6745 and 0.
    const at = (share: number) => lengths[Math.floor(512 * share)] ?? NaN;
    expect(Math.abs(at(0.25) - 39.9)).toBeLessThanOrEqual(1);
    expect(Math.abs(at(0.5) - 64)).toBeLessThanOrEqual(1);
    expect(Math.abs(at(0.75) - 102.6)).toBeLessThanOrEqual(1);
  });

  test('EXACT fills nothing up by itself, PAD all to the longest, BUCKET to the next of four lengths', () => {
    const of = (policy: (typeof LENGTH_POLICIES)[number], batchSize: number) =>
      sequenceBatches({ policy, longest: 256, batchSize, order: orderOf(3) });
    expect(of('EXACT', 1).every(({ steps, lengths }) => steps === lengths[0])).toBe(true);
    expect(new Set(of('PAD', 32).map(({ steps }) => steps))).toEqual(new Set([256]));
    const buckets = of('BUCKET', 32);
    expect(ascending([...new Set(buckets.map(({ steps }) => steps))])).toEqual([32, 64, 128, 256]);
    expect(buckets.every(({ steps, lengths }) => steps === 32 || Math.max(...lengths) > steps / 2)).toBe(true);
    expect(of('PACKED', 32).every(({ steps, lengths }) => steps === Math.max(...lengths))).toBe(true);
    // Together with those of like length there is less to fill up.
    const filled = (batches: ReturnType<typeof of>) => batches.reduce((sum, { steps }) => sum + steps, 0);
    expect(filled(buckets)).toBeLessThan(filled(of('PACKED', 32)));
  });

  test('come in an order that hangs on the seed alone', () => {
    const ask = (seed: number) => sequenceBatches({ policy: 'PAD', longest: 100, batchSize: 8, order: orderOf(seed) });
    expect(ask(5)).toEqual(ask(5));
    expect(ask(5)).not.toEqual(ask(6));
  });
});
