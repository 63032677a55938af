/** Numbers in charts and in what is said of them. */
import { formatRatio } from '../statistics/format';

/** An estimate; any of the three may be unknown. */
export interface Bounded {
  readonly lower: number | null;
  readonly upper: number | null;
}

/** A number that can stand on an axis. */
export function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

/** A number that can stand on a logarithmic axis. */
export function isPositive(value: number | null | undefined): value is number {
  return isKnown(value) && value > 0;
}

export interface ToldValue {
  readonly value: string;
  /** "1.18 to 1.29"; null where it has no interval. */
  readonly interval: string | null;
}

const LEAST_TOLD = 1e-3;
const MOST_TOLD = 1e9;

/** With as many digits as the interval supports; three where it has none. */
export function told(value: number, { lower, upper }: Bounded): ToldValue {
  if (!isKnown(lower) || !isKnown(upper)) return { value: shortNumber(value), interval: null };
  // Beyond the decimals that sentences have.
  if (Math.abs(value) < LEAST_TOLD || Math.abs(value) >= MOST_TOLD) {
    return { value: shortNumber(value), interval: `${shortNumber(lower)} to ${shortNumber(upper)}` };
  }
  const text = formatRatio({ value, low: lower, high: upper, confidence: 0 });
  return { value: text.value, interval: `${text.low} to ${text.high}` };
}

/** Three significant digits, without an exponent where it can be read. */
export function shortNumber(value: number): string {
  const short = Number(value.toPrecision(3));
  const isReadable = short === 0 || (Math.abs(short) >= 1e-4 && Math.abs(short) < 1e9);
  return isReadable ? short.toLocaleString('en-US', { maximumSignificantDigits: 3 }) : String(short);
}

/** The value below which that part of them lies; `sorted`: ascending, at least one. */
export function quantile(sorted: readonly number[], part: number): number {
  const place = part * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
  return below + (above - below) * (place - Math.floor(place));
}

/** "95 % CI"; rounded down, as nothing may claim more than is attained; empty where nothing is. */
export function confidenceText(confidence: number): string {
  const percent = Math.floor(confidence * 1000 + 1e-6) / 10;
  return percent > 0 ? `${percent} % CI` : '';
}
