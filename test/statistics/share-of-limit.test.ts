import * as fc from 'fast-check';
import { shareOfLimit } from '../../src/statistics/share-of-limit';

const LIMIT = {
  flopsPerSecond: 100e9,
  streams: [
    { workingSetBytes: 1e6, bytesPerSecond: 80e9 },
    { workingSetBytes: 1e8, bytesPerSecond: 10e9 },
  ],
};

describe('the share of the limit', () => {
  test('arithmetic binds: 1 GFLOP in 20 ms is half of 100 GFLOP/s', () => {
    expect(shareOfLimit({ flops: 1e9, bytes: 2e6 }, 0.02, LIMIT)).toEqual({ percent: 50, side: 'COMPUTE' });
  });

  test('memory binds: 200 MB in 40 ms are half of 10 GB/s', () => {
    expect(shareOfLimit({ flops: 1e9, bytes: 2e8 }, 0.04, LIMIT)).toEqual({ percent: 50, side: 'MEMORY' });
  });

  test('bytes that fit into a cache are held against the stream of a smaller set', () => {
    // One byte below the larger set: the rate of the smaller one.
    const share = shareOfLimit({ flops: 0, bytes: 1e8 - 1 }, 1, LIMIT);
    expect(share?.percent).toBeCloseTo((100 * (1e8 - 1)) / 80e9, 12);
    expect(shareOfLimit({ flops: 0, bytes: 1e8 }, 1, LIMIT)?.percent).toBeCloseTo((100 * 1e8) / 10e9, 12);
  });

  test('nothing is said of fewer bytes than were measured, without a product', () => {
    expect(shareOfLimit({ flops: 0, bytes: 999_999 }, 1, LIMIT)).toBeNull();
    expect(shareOfLimit({ flops: 0, bytes: 1e9 }, 1, { ...LIMIT, streams: [] })).toBeNull();
  });

  test('is not clipped', () => {
    expect(shareOfLimit({ flops: 1e9, bytes: 0 }, 0.005, LIMIT)?.percent).toBe(200);
  });

  test('twice the time is half of the share, and more work is never a smaller share', () => {
    const work = fc.record({
      flops: fc.double({ min: 0, max: 1e12, noNaN: true }),
      bytes: fc.double({ min: 1e6, max: 1e10, noNaN: true }),
    });
    fc.assert(
      fc.property(work, fc.double({ min: 1e-6, max: 100, noNaN: true }), ({ flops, bytes }, seconds) => {
        const once = shareOfLimit({ flops, bytes }, seconds, LIMIT)?.percent ?? Number.NaN;
        // Halving is exact in floating-point numbers.
        expect(shareOfLimit({ flops, bytes }, 2 * seconds, LIMIT)?.percent).toBe(once / 2);
        expect(shareOfLimit({ flops: 2 * flops, bytes }, seconds, LIMIT)?.percent).toBeGreaterThanOrEqual(once);
      }),
    );
  });
});
