import { agreementOf } from '../../src/statistics/agreement';

const ratio = (value: number, halfWidth: number) => ({
  value,
  low: value / (1 + halfWidth),
  high: value * (1 + halfWidth),
  confidence: 0.95,
});

describe('whether a race that was run again says the same', () => {
  test('the same ratio agrees, and its change is 1 with the uncertainty of both', () => {
    const { agrees, change } = agreementOf(ratio(1.2, 0.03), ratio(1.2, 0.04));
    expect(agrees).toBe(true);
    expect(change.value).toBeCloseTo(1, 12);
    expect(Math.log(change.high)).toBeCloseTo(Math.hypot(Math.log(1.03), Math.log(1.04)), 12);
    expect(change.low * change.high).toBeCloseTo(1, 12);
  });

  test('a change within both uncertainties agrees, one beyond them does not', () => {
    expect(agreementOf(ratio(1.2, 0.03), ratio(1.24, 0.03)).agrees).toBe(true);
    expect(agreementOf(ratio(1.2, 0.03), ratio(1.3, 0.03)).agrees).toBe(false);
    expect(agreementOf(ratio(1.2, 0.03), ratio(1 / 1.2, 0.03)).agrees).toBe(false);
  });

  test('claims no more confidence than the weaker of the two has', () => {
    const weak = { ...ratio(1.2, 0.03), confidence: 0.8 };
    expect(agreementOf(weak, ratio(1.2, 0.03)).change.confidence).toBe(0.8);
  });
});
