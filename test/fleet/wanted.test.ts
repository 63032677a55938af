import fc from 'fast-check';
import { VARIABLES } from '../../src/config';
import { describeWanted, LABEL_PATTERN, MAXIMUM_LABELS, satisfies, wantedOf, wishOf } from '../../src/fleet/wanted';

const label = fc.stringMatching(LABEL_PATTERN);
const labels = fc.uniqueArray(label, { minLength: 1, maxLength: MAXIMUM_LABELS });

test('a wish survives being kept as one word', () => {
  fc.assert(
    fc.property(labels, (some) => {
      expect(wishOf(wantedOf({ kind: 'labels', labels: some }))).toEqual({ kind: 'labels', labels: [...some].sort() });
    }),
  );
  expect(wishOf(wantedOf({ kind: 'any' }))).toEqual({ kind: 'any' });
  expect(wishOf(wantedOf({ kind: 'profile', profileId: 'hw_1' }))).toEqual({ kind: 'profile', profileId: 'hw_1' });
});

test('the same labels in another order are the same wish', () => {
  fc.assert(
    fc.property(labels, (some) => {
      expect(wantedOf({ kind: 'labels', labels: [...some].reverse() })).toBe(
        wantedOf({ kind: 'labels', labels: some }),
      );
    }),
  );
});

test('a host satisfies a wish for labels if and only if it carries all of them', () => {
  fc.assert(
    fc.property(labels, labels, (wished, carried) => {
      const host = { labels: carried, hardwareProfileId: 'hw_1' };
      const all = wished.every((each) => new Set(carried).has(each));
      expect(satisfies(host, wantedOf({ kind: 'labels', labels: wished }))).toBe(all);
    }),
  );
});

test('any host satisfies no wish, and only its own kind one for a profile', () => {
  const host = { labels: [], hardwareProfileId: 'hw_1' };
  expect(satisfies(host, 'any')).toBe(true);
  expect(satisfies(host, 'profile:hw_1')).toBe(true);
  expect(satisfies(host, 'profile:hw_2')).toBe(false);
});

test.each([
  ['any', 'a host that measures'],
  ['profile:hw_1', 'a host with the hardware hw_1'],
  ['labels:gpu', 'a host with the label gpu'],
  ['labels:a+b+c', 'a host with the labels a, b and c'],
])('%s is %s', (wanted, words) => expect(describeWanted(wanted)).toBe(words));

test('a host can be configured with exactly the labels that can be asked for', () => {
  fc.assert(
    fc.property(fc.oneof(label, fc.string({ minLength: 1, maxLength: 40 })), (text) => {
      fc.pre(!text.includes(',') && text.trim() === text && text !== '');
      expect(VARIABLES.PHOTOFINISH_LABELS.safeParse(text).success).toBe(LABEL_PATTERN.test(text));
    }),
  );
  const some = Array.from({ length: MAXIMUM_LABELS }, (_, index) => `l${index}`);
  expect(VARIABLES.PHOTOFINISH_LABELS.safeParse(some.join(',')).success).toBe(true);
  expect(VARIABLES.PHOTOFINISH_LABELS.safeParse([...some, 'more'].join(',')).success).toBe(false);
});
