/** Numbers as people read them. Significant digits follow what is known, never what a float can hold. */
import type { Estimate } from '../api/types';

const TIME_UNITS = [
  { unit: 's', seconds: 1 },
  { unit: 'ms', seconds: 1e-3 },
  { unit: 'µs', seconds: 1e-6 },
  { unit: 'ns', seconds: 1e-9 },
] as const;

const SMALLEST_ENERGY = { unit: 'pJ', joules: 1e-12 };
const ENERGY_UNITS = [
  { unit: 'kJ', joules: 1e3 },
  { unit: 'J', joules: 1 },
  { unit: 'mJ', joules: 1e-3 },
  { unit: 'µJ', joules: 1e-6 },
  { unit: 'nJ', joules: 1e-9 },
  SMALLEST_ENERGY,
] as const;

const COUNT_UNITS = [
  { prefix: 'T', factor: 1e12 },
  { prefix: 'G', factor: 1e9 },
  { prefix: 'M', factor: 1e6 },
  { prefix: 'k', factor: 1e3 },
  { prefix: '', factor: 1 },
] as const;

/** `12.3 ms (12.1 to 12.6)`, all three in the unit of the value. Input in seconds. */
export function formatSecondsEstimate(estimate: Estimate): string {
  const { unit, seconds } = TIME_UNITS.find((candidate) => estimate.value >= candidate.seconds) ?? TIME_UNITS[3];
  return formatEstimate(estimate, seconds, ` ${unit}`);
}

/** `12.3 ms`. Input in seconds. */
export function formatSeconds(time: number): string {
  const { unit, seconds } = TIME_UNITS.find((candidate) => time >= candidate.seconds) ?? TIME_UNITS[3];
  return `${formatShort(time / seconds)} ${unit}`;
}

/** `12.3 mJ (12.1 to 12.6)`. Input in joules. */
export function formatJoulesEstimate(estimate: Estimate): string {
  const { unit, joules } = ENERGY_UNITS.find((candidate) => estimate.value >= candidate.joules) ?? SMALLEST_ENERGY;
  return formatEstimate(estimate, joules, ` ${unit}`);
}

/** `5.20 k samples/s (5.08 to 5.31)`, `1.20 TFLOP/s (…)`. Input per second. */
export function formatRateEstimate(estimate: Estimate, itemName: string): string {
  const { prefix, factor } = COUNT_UNITS.find((candidate) => estimate.value >= candidate.factor) ?? COUNT_UNITS[4];
  // A unit takes its prefix without a space, a word does not.
  const isUnit = itemName === itemName.toUpperCase();
  const name = prefix === '' || isUnit ? `${prefix}${itemName}` : `${prefix} ${itemName}`;
  return formatEstimate(estimate, factor, ` ${name}/s`);
}

function formatEstimate(estimate: Estimate, factor: number, unit: string): string {
  const [value, low, high] = [estimate.value / factor, estimate.low / factor, estimate.high / factor];
  const decimals = decimalsFor(value, (high - low) / 2);
  return `${value.toFixed(decimals)}${unit} (${low.toFixed(decimals)} to ${high.toFixed(decimals)})`;
}

/** Two digits of the half-width, at least three and at most five significant digits of the value. */
function decimalsFor(value: number, halfWidth: number): number {
  const magnitude = Math.floor(Math.log10(Math.abs(value) || 1));
  const wanted = halfWidth > 0 ? 1 - Math.floor(Math.log10(halfWidth)) : 2 - magnitude;
  const clamped = Math.min(Math.max(wanted, 2 - magnitude), 4 - magnitude);
  return Math.min(Math.max(clamped, 0), 12);
}

/** A plain number with three significant digits: `2.4e-7`, `0.0123`, `1.34`. */
export function formatShort(value: number): string {
  if (value === 0) return '0';
  const small = Math.abs(value) < 1e-3 || Math.abs(value) >= 1e6;
  return small ? value.toExponential(1) : String(Number(value.toPrecision(3)));
}

/** `3 s`, `1 min 05 s`. Input in seconds. */
export function formatElapsed(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  return `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}
