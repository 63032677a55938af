import { studentTInterval, studentTQuantile } from '../../src/statistics/student-t';

describe("Student's t", () => {
  test('has the quantiles of the printed tables', () => {
    expect(studentTQuantile(0.975, 1)).toBeCloseTo(12.7062047, 6);
    expect(studentTQuantile(0.975, 2)).toBeCloseTo(4.30265273, 7);
    expect(studentTQuantile(0.975, 7)).toBeCloseTo(2.36462425, 7);
    expect(studentTQuantile(0.8, 7)).toBeCloseTo(0.896029644, 7);
    expect(studentTQuantile(0.5, 9)).toBe(0);
    expect(studentTQuantile(0.025, 7)).toBe(-studentTQuantile(0.975, 7));
  });

  test('gives a point without confidence for a single value and refuses none', () => {
    expect(studentTInterval([2], 0.05)).toEqual({ value: 2, low: 2, high: 2, confidence: 0 });
    expect(() => studentTInterval([], 0.05)).toThrow('at least one value');
  });

  test('is exactly antisymmetric', () => {
    const values = [0.1, 0.25, -0.3, 0.7, 0.11];
    const plain = studentTInterval(values, 0.05);
    const negated = studentTInterval(
      values.map((value) => -value),
      0.05,
    );
    expect([negated.value, negated.low, negated.high]).toEqual([-plain.value, -plain.high, -plain.low]);
  });
});
