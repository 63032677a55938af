/** Reads option values. What a value may be in a given race is the server's to say; here it must only be readable. */
import { InvalidArgumentError } from 'commander';

/** Any finite number. */
export function parseNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('This must be a number.');
  return value;
}

/** A whole number that is exact in JSON. */
export function parseInteger(text: string): number {
  const value = parseNumber(text);
  if (!Number.isSafeInteger(value)) throw new InvalidArgumentError('This must be a whole number.');
  return value;
}

/** `0.02` or `2%`, as a fraction. */
export function parseFraction(text: string): number {
  return text.trim().endsWith('%') ? parseNumber(text.trim().slice(0, -1)) / 100 : parseNumber(text);
}

/** `90`, `90s` or `2m`, in seconds. */
export function parseSeconds(text: string): number {
  const match = /^(?<amount>[^sm]+)(?<unit>[sm]?)$/.exec(text.trim());
  if (!match?.groups?.['amount']) throw new InvalidArgumentError('This must be a time, such as 90s or 2m.');
  return parseNumber(match.groups['amount']) * (match.groups['unit'] === 'm' ? 60 : 1);
}

const PER_SECOND: Readonly<Record<string, number>> = { us: 1e6, µs: 1e6, ms: 1e3, s: 1 };

/** `10ms`, `500us` or `0.01s`, in seconds; a unit has to be given. */
export function parseLatency(text: string): number {
  const match = /^(?<amount>.*[\d.])\s*(?<unit>us|µs|ms|s)$/.exec(text.trim());
  const amount = Number(match?.groups?.['amount']);
  if (!Number.isFinite(amount)) throw new InvalidArgumentError('This must be a time, such as 10ms, 500us or 1s.');
  return amount / (PER_SECOND[match?.groups?.['unit'] ?? 's'] ?? 1);
}

const HOUR_MILLISECONDS = 3_600_000;

/** `30d` or `12h`, in milliseconds; null for `never`. */
export function parseExpiry(text: string): number | null {
  if (text.trim() === 'never') return null;
  const match = /^(?<amount>[^dh]+)(?<unit>[dh])$/.exec(text.trim());
  const amount = parseNumberOr(match?.groups?.['amount'], 'This must be a time, such as 30d, 12h or never.');
  if (amount <= 0) throw new InvalidArgumentError('This must be a time to come.');
  return amount * HOUR_MILLISECONDS * (match?.groups?.['unit'] === 'd' ? 24 : 1);
}

function parseNumberOr(text: string | undefined, complaint: string): number {
  if (text === undefined) throw new InvalidArgumentError(complaint);
  return parseNumber(text);
}

/** Gathered over repetitions. */
export function parseEach(text: string, previous: readonly string[] = []): readonly string[] {
  return [...previous, text];
}

/** `name=value`, gathered over repetitions. */
export function parseParameter(
  text: string,
  previous: readonly { name: string; value: number }[] = [],
): readonly { name: string; value: number }[] {
  const separator = text.indexOf('=');
  if (separator < 1) throw new InvalidArgumentError('A parameter is name=value, such as units=64.');
  return [...previous, { name: text.slice(0, separator).trim(), value: parseNumber(text.slice(separator + 1)) }];
}

/** One of the API's words, in any case and with `-` or `_`: `vs-baseline` is VS_BASELINE. */
export function parseWord(words: readonly string[]): (text: string) => string {
  return (text) => {
    const word = text.trim().toUpperCase().replaceAll('-', '_');
    if (!words.includes(word)) throw new InvalidArgumentError(`Allowed: ${spell(words)}.`);
    return word;
  };
}

/** The API's words as one types them. */
export function spell(words: readonly string[]): string {
  return words.map((word) => word.toLowerCase().replaceAll('_', '-')).join(', ');
}
