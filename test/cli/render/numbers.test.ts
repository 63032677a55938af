import { formatElapsed, formatRateEstimate, formatSecondsEstimate, formatShort } from '../../../src/cli/render/numbers';
import { estimate } from '../support/race';

describe('numbers', () => {
  it.each([
    [estimate(1.5, 1.4, 1.6), '1.50 s (1.40 to 1.60)'],
    [estimate(0.02034, 0.02011, 0.02058), '20.34 ms (20.11 to 20.58)'],
    [estimate(0.0000021, 0.000002, 0.0000022), '2.10 µs (2.00 to 2.20)'],
    [estimate(4e-8, 3e-8, 5e-8), '40.0 ns (30.0 to 50.0)'],
    [estimate(0.2, 0.1, 0.9), '200 ms (100 to 900)'],
  ])('tells a time in its own unit with the digits that its interval allows (%#)', (value, text) => {
    expect(formatSecondsEstimate(value)).toBe(text);
  });

  it('does not show more than five digits, however narrow the interval', () => {
    expect(formatSecondsEstimate(estimate(0.012345678, 0.012345677, 0.012345679))).toBe('12.346 ms (12.346 to 12.346)');
  });

  it.each([
    [estimate(3146, 3110, 3183), '3.146 k samples/s (3.110 to 3.183)'],
    [estimate(15, 14, 16), '15.0 samples/s (14.0 to 16.0)'],
    [estimate(5.2e10, 5e10, 5.4e10), '52.0 G samples/s (50.0 to 54.0)'],
    [estimate(0.5, 0.4, 0.6), '0.500 samples/s (0.400 to 0.600)'],
  ])('tells a rate with a factor (%#)', (value, text) => {
    expect(formatRateEstimate(value, 'samples')).toBe(text);
  });

  it('joins a prefix to a unit', () => {
    expect(formatRateEstimate(estimate(5.2e10, 5e10, 5.4e10), 'FLOP')).toBe('52.0 GFLOP/s (50.0 to 54.0)');
  });

  it.each([
    [0, '0'],
    [2.4e-7, '2.4e-7'],
    [0.0123456, '0.0123'],
    [1.336, '1.34'],
    [95, '95'],
    [98.44, '98.4'],
  ])('shortens %p to %p', (value, text) => {
    expect(formatShort(value)).toBe(text);
  });

  it('tells how long something took', () => {
    expect([formatElapsed(3.2), formatElapsed(59.7), formatElapsed(125)]).toEqual(['3 s', '1 min 00 s', '2 min 05 s']);
  });
});
