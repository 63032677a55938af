/** Numbers for sentences: as many digits as the interval supports. */
import type { Interval, LatencyBound } from './analysis';

const MOST_DECIMALS = 5;

/** Decimals with which a width shows two significant digits; `otherwise` where the width is 0 or not finite. */
function decimalsFor(width: number, otherwise: number): number {
  if (!(width > 0) || !Number.isFinite(width)) return otherwise;
  return Math.min(MOST_DECIMALS, Math.max(0, 1 - Math.floor(Math.log10(width))));
}

/** A number with its interval, as texts with equally many decimals. */
export interface FormattedInterval {
  readonly value: string;
  readonly low: string;
  readonly high: string;
}

function withDecimals(interval: Interval, scale: number, decimals: number): FormattedInterval {
  const text = (value: number) => (value * scale).toFixed(decimals);
  return { value: text(interval.value), low: text(interval.low), high: text(interval.high) };
}

/** A ratio: two significant digits of its interval's width, "1.23" of 1.18 to 1.29. */
export function formatRatio(ratio: Interval): FormattedInterval {
  return withDecimals(ratio, 1, decimalsFor(ratio.high - ratio.low, 3));
}

/** By the scale an amount becomes a number of the unit. */
export interface Unit {
  readonly unit: string;
  readonly scale: number;
}

const NANOSECOND = { unit: 'ns', scale: 1e9 };
const SECONDS = [{ unit: 's', scale: 1 }, { unit: 'ms', scale: 1e3 }, { unit: 'µs', scale: 1e6 }, NANOSECOND];
const KIBIBYTE = { unit: 'KiB', scale: 2 ** -10 };
const BYTES = [{ unit: 'GiB', scale: 2 ** -30 }, { unit: 'MiB', scale: 2 ** -20 }, KIBIBYTE];
const PICOJOULE = { unit: 'pJ', scale: 1e12 };
const JOULES = [
  { unit: 'kJ', scale: 1e-3 },
  { unit: 'J', scale: 1 },
  { unit: 'mJ', scale: 1e3 },
  { unit: 'µJ', scale: 1e6 },
  { unit: 'nJ', scale: 1e9 },
  PICOJOULE,
];

const ONE = { unit: '', scale: 1 };

function unitOf(value: number, units: readonly Unit[], smallest: Unit): Unit {
  return units.find((candidate) => value * candidate.scale >= 1) ?? smallest;
}

/** The largest unit in which so many seconds are at least 1. */
export function secondsUnit(seconds: number): Unit {
  return unitOf(seconds, SECONDS, NANOSECOND);
}

export function bytesUnit(bytes: number): Unit {
  return unitOf(bytes, BYTES, KIBIBYTE);
}

export function joulesUnit(joules: number): Unit {
  return unitOf(joules, JOULES, PICOJOULE);
}

/** In the largest unit in which the value is at least 1 (or the smallest), with the digits that its interval supports. */
function formatAmount(
  amount: Interval,
  units: readonly Unit[],
  smallest: Unit,
): FormattedInterval & { readonly unit: string } {
  const { unit, scale } = unitOf(amount.value, units, smallest);
  const magnitude = Math.floor(Math.log10(amount.value * scale));
  const decimals = decimalsFor((amount.high - amount.low) * scale, Math.max(0, 3 - magnitude));
  return { ...withDecimals(amount, scale, decimals), unit };
}

export function formatSeconds(seconds: Interval): FormattedInterval & { readonly unit: string } {
  return formatAmount(seconds, SECONDS, NANOSECOND);
}

export function formatBytes(bytes: Interval): FormattedInterval & { readonly unit: string } {
  return formatAmount(bytes, BYTES, KIBIBYTE);
}

/** Whole things, at least 1 unless it is the lower end; two significant digits of the interval's width, "1,240". */
export function formatCount(count: Interval): FormattedInterval {
  const width = count.high - count.low;
  const step = width > 0 && Number.isFinite(width) ? Math.max(1, 10 ** (Math.floor(Math.log10(width)) - 1)) : 1;
  const text = (value: number) => (Math.round(value / step) * step).toLocaleString('en-US');
  return { value: text(Math.max(1, count.value)), low: text(count.low), high: text(Math.max(1, count.high)) };
}

export function formatJoules(joules: Interval): FormattedInterval & { readonly unit: string } {
  return formatAmount(joules, JOULES, PICOJOULE);
}

/** Of seconds per request, how many there are in a second; the digits that the interval supports. */
export function formatRequestRate(secondsPerRequest: Interval): FormattedInterval & { readonly unit: string } {
  const { value, low, high, confidence } = secondsPerRequest;
  const rate = { value: 1 / value, low: 1 / high, high: 1 / low, confidence };
  return { ...formatAmount(rate, [], ONE), unit: rate.value === 1 ? 'request a second' : 'requests a second' };
}

/** "10 ms (p99)", at most three significant digits. */
export function formatLatencyBound({ latencyBoundSeconds, percentile }: LatencyBound): string {
  const { unit, scale } = SECONDS.find((candidate) => latencyBoundSeconds * candidate.scale >= 1) ?? NANOSECOND;
  return `${Number((latencyBoundSeconds * scale).toPrecision(3))} ${unit} (p${percentile})`;
}

/** A share as percent, "2 %", at most three significant digits. */
export function formatPercent(share: number): string {
  return `${Number((share * 100).toPrecision(3))} %`;
}

/** ", 95 % CI 1.18 to 1.29"; rounded down, never claiming more than is attained; empty where nothing is. */
export function formatConfidence(confidence: number, { low, high }: FormattedInterval): string {
  const percent = Math.floor(confidence * 1000 + 1e-6) / 10;
  return percent > 0 ? `, ${percent} % CI ${low} to ${high}` : '';
}

/** With a capital: the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** "A", "A and B", "A, B and C". */
export function formatList(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} and ${names[names.length - 1] ?? ''}`;
}

/** "1 round", "8 rounds". */
export function formatRounds(rounds: number): string {
  return rounds === 1 ? '1 round' : `${rounds} rounds`;
}
