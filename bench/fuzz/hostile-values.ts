/** Values that break what is not careful: as JSON, and as texts. */
import * as fc from 'fast-check';
import type { Dice } from '../dice';

const STRINGS = [
  ...[
    '',
    ' ',
    '\u0000',
    '\u0007\u001b[31m',
    '\ud800',
    '\udfff\ud800',
    '\u202e\u200b\ufeff',
    '😀'.repeat(40),
    'NaN',
    '-0',
  ],
  ...[
    "' OR 1=1 --",
    '"; DROP TABLE race; --',
    '$(reboot)',
    '{{7*7}}',
    '${7*7}',
    '%s%n%x',
    '../../../etc/passwd',
    '%00',
  ],
  ...[
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    '__typename',
    'null',
    'undefined',
    '<script>alert(1)</script>',
  ],
  ...[
    'race_',
    `race_${'0'.repeat(26)}`,
    `run_${'z'.repeat(64)}`,
    'hw_-',
    'token_1',
    '2026-13-45T99:99:99Z',
    '1e999',
    '0x10',
  ],
];
const NUMBERS = [
  ...[0, -0, -1, 1.5, 1e308, -1e308, 5e-324, 2 ** 31, -(2 ** 31) - 1, 2 ** 53, 2 ** 53 - 1, -(2 ** 53), 1e21, 101, 0.1],
];
const json = fc.jsonValue({ maxDepth: 3 });
const text = fc.string({ unit: 'binary', maxLength: 40 });

export function hostileText(dice: Dice): string {
  if (dice.chance(0.05)) return dice.pick(STRINGS).repeat(dice.int(1, 2000)).slice(0, 60_000);
  return dice.chance(0.7) ? dice.pick(STRINGS) : dice.of(text);
}

export const hostileNumber = (dice: Dice): number => dice.pick(NUMBERS);

/** Of a few hundred bytes mostly. */
export function hostileValue(dice: Dice): unknown {
  switch (dice.int(0, 7)) {
    case 0:
      return hostileNumber(dice);
    case 1:
    case 2:
      return hostileText(dice);
    case 3:
      return dice.pick([null, true, false, [], {}, [[]], [null], { id: null }]);
    case 4:
      return JSON.parse(`{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}},"length":${dice.int(-1, 9)}}`);
    case 5:
      return nested(dice.int(1, 40), dice.chance(0.5), hostileText(dice));
    default:
      return dice.of(json);
  }
}

/** As JSON text, because it may be too deep for a recursive writer. At most about a megabyte. */
export function giantJson(dice: Dice): string {
  switch (dice.int(0, 5)) {
    case 0: {
      const depth = dice.int(100, 200_000);
      return `${'['.repeat(depth)}${']'.repeat(depth)}`;
    }
    case 1: {
      const depth = dice.int(100, 100_000);
      return `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
    }
    case 2:
      return JSON.stringify('x'.repeat(dice.int(1000, 900_000)));
    case 3:
      return `{${Array.from({ length: dice.int(100, 50_000) }, (_, index) => `"k${index}":${index}`).join(',')}}`;
    case 4:
      return `[${'1,'.repeat(dice.int(100, 200_000))}1]`;
    default:
      return `[${'{"engine":"fake"},'.repeat(dice.int(10, 30_000))}{}]`;
  }
}

function nested(depth: number, asList: boolean, inner: unknown): unknown {
  return depth === 0
    ? inner
    : asList
      ? [nested(depth - 1, asList, inner)]
      : { input: nested(depth - 1, asList, inner) };
}
