import * as fc from 'fast-check';
import { linearScale, logScale } from '../../src/charts/scale';

const amounts = fc.array(fc.double({ min: 1e-9, max: 1e12, noNaN: true }), { minLength: 1, maxLength: 20 });

test.each([
  ['logarithmic', logScale],
  ['linear', linearScale],
])('a %s axis holds every value, and has few ticks in order, inside of it', (_, scale) => {
  fc.assert(
    fc.property(amounts, (values) => {
      const { min, max, ticks } = scale(values);
      expect(min).toBeLessThanOrEqual(Math.min(...values));
      expect(max).toBeGreaterThanOrEqual(Math.max(...values));
      expect(ticks.length).toBeLessThanOrEqual(9);
      expect([...ticks].sort((one, other) => one - other)).toEqual(ticks);
      expect(ticks.filter((tick) => tick < min || tick > max)).toEqual([]);
    }),
  );
});

test('ticks are round numbers, as many as there is room for', () => {
  expect(logScale([0.6, 1.3]).ticks).toEqual([0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3]);
  expect(logScale([1, 100]).ticks).toEqual([1, 2, 5, 10, 20, 50, 100]);
  expect(linearScale([4.2]).ticks).toEqual([0, 1, 2, 3, 4]);
});
