import { ID_PREFIXES, isId, newId } from '../../src/entities/ids';

test('ids sort in the order in which they were made, also within one millisecond and when the clock goes back', () => {
  const ids = Array.from({ length: 5000 }, (_, index) => newId('race', 1_800_000_000_000 - (index % 7)));
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(ids.length);
});

test.each(ID_PREFIXES)('a new %s id is well-formed for its own kind only', (prefix) => {
  const id = newId(prefix);
  expect(ID_PREFIXES.filter((kind) => isId(kind, id))).toEqual([prefix]);
  expect(id).toHaveLength(prefix.length + 27);
});

test.each([
  '',
  'race_',
  'race',
  'race_short',
  `race_${'A'.repeat(26)}`,
  `race_${'a'.repeat(65)}`,
  `race_${'a'.repeat(26)}\n`,
  "race_' OR 1=1 -- aaaaaaaaaaaaaaaaaaa",
])('malformed id %# is refused', (text) => expect(isId('race', text)).toBe(false));
