import { isShownBelow, overheadOf } from '../../src/claims/overhead';
import { overheadSentence } from '../../src/claims/overhead-words';
import { sizedEffect } from './sized-effect';
import { interval } from './support';

test('an overhead is what the subject takes longer, and its ends change places', () => {
  expect(overheadOf(interval(0.5, 0.4, 0.8))).toEqual({
    ...{ value: 1, low: expect.closeTo(0.25, 12), high: expect.closeTo(1.5, 12), confidence: 0.95 },
  });
  expect(overheadOf(interval(1.25, 1.2, 1.3)).value).toBeCloseTo(-0.2, 12);
});

test('it is shown to be below a share by the whole interval, or not at all', () => {
  expect(isShownBelow(sizedEffect(1, 3.9), 0.05)).toBe(true);
  expect(isShownBelow(sizedEffect(1, 4.5), 0.05)).toBe(false);
  expect(isShownBelow(sizedEffect(1, 3, 0.5), 0.05)).toBe(false);
  expect(isShownBelow(sizedEffect(1, null), 0.05)).toBe(false);
});

describe('the sentence on an overhead', () => {
  test.each([
    [
      'shown to be small',
      [sizedEffect(2048, -0.5), sizedEffect(16, 40), sizedEffect(256, 3)],
      'Fit of Keras: overhead 40.0 % (95 % CI 39.0 to 41.0) at 16 units and -0.5 % (95 % CI -1.5 to 0.5) at 2048 units; ' +
        'shown to be below 5 % from 256 units on and below 1 % from 2048 units on.',
    ],
    [
      'small enough for one bound only',
      [sizedEffect(16, 40), sizedEffect(256, 3)],
      'Fit of Keras: overhead 40.0 % (95 % CI 39.0 to 41.0) at 16 units and 3.0 % (95 % CI 2.0 to 4.0) at 256 units; ' +
        'shown to be below 5 % from 256 units on, not shown to be below 1 %.',
    ],
    [
      'too uncertain',
      [sizedEffect(16, 40, 0.5), sizedEffect(256, 4.5)],
      'Fit of Keras: overhead 40 % (too few rounds for an interval) at 16 units and 4.5 % (95 % CI 3.5 to 5.5) at 256 units; ' +
        'not shown to be below 5 % or 1 %.',
    ],
    [
      'small only before one that was not measured',
      [sizedEffect(16, 40), sizedEffect(256, 3), sizedEffect(2048, null)],
      'Fit of Keras: overhead 40.0 % (95 % CI 39.0 to 41.0) at 16 units and 3.0 % (95 % CI 2.0 to 4.0) at 256 units; ' +
        'shown to be below 5 % at 256 units, not shown to be below 1 %; not measured at 2048 units (Keras: out of memory).',
    ],
    [
      'of one size',
      [sizedEffect(256, 3)],
      'Fit of Keras: overhead 3.0 % (95 % CI 2.0 to 4.0) at 256 units; shown to be below 5 % from 256 units on, not shown to be below 1 %.',
    ],
    ['not measured', [sizedEffect(16, null)], 'Fit of Keras: not measured at 16 units (Keras: out of memory).'],
  ])('that is %s', (_, effects, said) => {
    expect(overheadSentence('fit of Keras', effects)).toBe(said);
  });
});
