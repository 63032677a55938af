/**
 * Ids of rows: `<prefix>_` and 26 characters of lowercase Crockford base32, ordered by time of creation
 * (10 characters of epoch milliseconds, 2 that count within a millisecond, 14 random ones: 70 bits).
 * Engines and workloads go by their plain ids, which hold no underscore.
 */
import { randomInt } from 'node:crypto';

export const ID_PREFIXES = ['race', 'run', 'trial', 'hw', 'token', 'host', 'audit', 'sweep', 'report'] as const;
export type IdPrefix = (typeof ID_PREFIXES)[number];

const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_LENGTH = 10;
const COUNTER_LENGTH = 2;
const RANDOM_LENGTH = 14;
const COUNTER_LIMIT = ALPHABET.length ** COUNTER_LENGTH;
const WELL_FORMED = /^[0-9a-z-]{26,64}$/;

let lastMilliseconds = 0;
let counter = 0;

/** A new id that sorts after every id this process made before. */
export function newId(prefix: IdPrefix, nowMilliseconds: number = Date.now()): string {
  if (nowMilliseconds > lastMilliseconds) {
    lastMilliseconds = nowMilliseconds;
    counter = 0;
  } else if (++counter === COUNTER_LIMIT) {
    lastMilliseconds += 1;
    counter = 0;
  }
  return `${prefix}_${base32(lastMilliseconds, TIME_LENGTH)}${base32(counter, COUNTER_LENGTH)}${randomCharacters()}`;
}

/** Whether the text has the form of an id of this kind; says nothing about whether the row exists. */
export function isId(prefix: IdPrefix, text: string): boolean {
  return text.startsWith(`${prefix}_`) && WELL_FORMED.test(text.slice(prefix.length + 1));
}

function base32(value: number, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest = Math.floor(rest / 32)) text = ALPHABET.charAt(rest % 32) + text;
  return text;
}

function randomCharacters(): string {
  return Array.from({ length: RANDOM_LENGTH }, () => ALPHABET.charAt(randomInt(32))).join('');
}
