import fc from 'fast-check';
import { encodeLatencies, latencyPercentiles } from '../../src/racing/latencies';

const nanoseconds = fc.integer({ min: 1000, max: 30_000_000_000 });
/** Of 0.1 %, as three significant digits are. */
const PRECISION = 1.001;

describe('percentiles of single iterations', () => {
  test('are those of all trials together, to 0.1 %', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(nanoseconds, { minLength: 1, maxLength: 300 }), { minLength: 3, maxLength: 5 }),
        (trials) => {
          const all = trials.flat().sort((a, b) => a - b);
          fc.pre(all.length >= 7);
          const percentiles = latencyPercentiles(trials.map(encodeLatencies));
          expect(percentiles?.count).toBe(all.length);
          const near = (value: number | null | undefined, quantile: number) => {
            if (value === null) return true;
            const seconds = (all[Math.ceil(quantile * all.length) - 1] ?? 0) / 1e9;
            return Math.max((value ?? 0) / seconds, seconds / (value ?? 0)) <= PRECISION;
          };
          return near(percentiles?.p50, 0.5) && near(percentiles?.p90, 0.9) && near(percentiles?.p99, 0.99);
        },
      ),
    );
  });

  test.each([
    [6, null],
    [7, { p90: null, p99: null }],
    [43, { p90: null, p99: null }],
    [44, { p90: expect.any(Number) as number, p99: null }],
    [458, { p99: null }],
    [459, { p99: expect.any(Number) as number }],
  ])('of %i iterations are told as far as these are enough', (count, told) => {
    const percentiles = latencyPercentiles([encodeLatencies(Array.from({ length: count }, () => 2e6))]);
    if (told === null) expect(percentiles).toBeNull();
    else expect(percentiles).toMatchObject({ p50: expect.closeTo(0.002, 5) as number, count, ...told });
  });

  test('of a thousand iterations are kept in a few hundred bytes', () => {
    const times = Array.from({ length: 1000 }, (_, index) => 2e6 + 3000 * index);
    expect(encodeLatencies(times).length).toBeLessThan(1000);
  });

  test('are null without a trial', () => {
    expect(latencyPercentiles([])).toBeNull();
  });
});
