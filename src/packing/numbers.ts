/**
 * A column of numbers in few bits: what lies near its median as a Rice code of the difference (R. F. Rice, "Some
 * practical universal noiseless coding techniques", 1979), what lies far away with its length before it, and what is
 * no integer whole. Exact: every number comes back bit by bit.
 */
import type { BitReader, BitWriter } from './bits';

/** How a column is written. `SAME`: all are the base. */
const [SAME, RICE, WHOLE] = [0, 1, 2];
const MODE_BITS = 2;
const LENGTH_BITS = 6;
/** Ones before a number that is written with its length instead. */
const FAR = 20;
/** Differences beyond this cannot be doubled without loss. */
const LARGEST = 2 ** 51;

export function writeNumbers(writer: BitWriter, values: readonly number[]): void {
  const base = values.every(Number.isSafeInteger) ? middle(values) : NaN;
  const far = values.some((value) => !(Math.abs(value - base) < LARGEST) || Object.is(value, -0));
  if (far || !(Math.abs(base) < LARGEST)) {
    writer.write(WHOLE, MODE_BITS);
    for (const value of values) writer.writeDouble(value);
    return;
  }
  const folded = values.map((value) => fold(value - base));
  const mode = folded.some((value) => value > 0) ? RICE : SAME;
  writer.write(mode, MODE_BITS);
  writeLong(writer, fold(base));
  if (mode === SAME) return;
  const low = cheapest(folded);
  writer.write(low, LENGTH_BITS);
  for (const value of folded) writeRice(writer, value, low);
}

export function readNumbers(reader: BitReader, count: number): number[] {
  const mode = reader.read(MODE_BITS);
  if (mode === WHOLE) return Array.from({ length: count }, () => reader.readDouble());
  const base = unfold(readLong(reader));
  if (mode === SAME) return Array.from({ length: count }, () => base);
  const low = reader.read(LENGTH_BITS);
  return Array.from({ length: count }, () => base + unfold(readRice(reader, low)));
}

/** Bits that the column would take: to choose between ways to predict it. */
export function bitsOf(values: readonly number[]): number {
  if (!values.every(Number.isSafeInteger)) return Infinity;
  const base = middle(values);
  const folded = values.map((value) => fold(value - base));
  return folded.some((value) => value > 0) ? costOf(folded, cheapest(folded)) : 0;
}

/** A non-negative integer below 2^53, its length first. */
export function writeLong(writer: BitWriter, value: number): void {
  const bits = lengthOf(value);
  writer.write(bits, LENGTH_BITS);
  writer.write(value, bits);
}

export function readLong(reader: BitReader): number {
  return reader.read(reader.read(LENGTH_BITS));
}

/** The upper one of two; 0 of nothing. */
function middle(values: readonly number[]): number {
  return Float64Array.from(values).sort()[values.length >> 1] ?? 0;
}

/** 0, -1, 1, -2 … as 0, 1, 2, 3 … */
const fold = (value: number) => (value >= 0 ? 2 * value : -2 * value - 1);
const unfold = (value: number) => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

const lengthOf = (value: number) => (value === 0 ? 0 : Math.floor(Math.log2(value)) + 1);

function costOf(folded: readonly number[], low: number): number {
  return folded.reduce((sum, value) => {
    const high = Math.floor(value / 2 ** low);
    return sum + (high < FAR ? high + 1 + low : FAR + LENGTH_BITS + lengthOf(value));
  }, 0);
}

function cheapest(folded: readonly number[]): number {
  const most = lengthOf(folded.reduce((largest, value) => Math.max(largest, value), 0));
  const costs = Array.from({ length: most + 1 }, (_, low) => costOf(folded, low));
  return costs.indexOf(Math.min(...costs));
}

function writeRice(writer: BitWriter, value: number, low: number): void {
  const high = Math.floor(value / 2 ** low);
  const isFar = high >= FAR;
  for (let ones = 0; ones < (isFar ? FAR : high); ones += 1) writer.write(1, 1);
  if (isFar) return writeLong(writer, value);
  writer.write(0, 1);
  writer.write(value % 2 ** low, low);
}

function readRice(reader: BitReader, low: number): number {
  let high = 0;
  while (high < FAR && reader.read(1) === 1) high += 1;
  return high === FAR ? readLong(reader) : high * 2 ** low + reader.read(low);
}
