/**
 * The blocks of one trial as one short text. Each column is written as its difference from what the other columns let
 * one expect: a block begins where the last one ended, takes as long as its iterations, and its checksum belongs to
 * its batch.
 */
import type { Block } from '../protocol/block';
import { BitReader, BitWriter } from './bits';
import { bitsOf, readLong, readNumbers, writeLong, writeNumbers } from './numbers';
import { readResults, writeResults } from './results';

/** What is kept of a block, and its place: pass of the round and position in that pass, from 0. */
export type PackedBlock = Omit<Block, 'iterationNanoseconds' | 'compilations' | 'steps'> & {
  readonly pass: number;
  readonly position: number;
};

/** Begins every text, and is in none that was written before there was this form. */
export const PACKED_MARK = '!';
/** Multiples of a block's time that its processor time may be told by: more threads gain nothing from it. */
const MULTIPLE_BITS = 6;

type Column = readonly number[];

export function packBlocks(blocks: readonly PackedBlock[]): string {
  const writer = new BitWriter();
  writeLong(writer, blocks.length);
  if (blocks.length > 0) writeBlocks(writer, blocks);
  return PACKED_MARK + writer.text();
}

/** Throws on a text that `packBlocks` did not write. */
export function unpackBlocks(text: string): PackedBlock[] {
  const reader = new BitReader(text, PACKED_MARK.length);
  const count = readLong(reader);
  return count === 0 ? [] : readBlocks(reader, count);
}

/** What differs where many trials are packed together. */
export interface Manner {
  /** Begins of blocks, and processor times, are kept to so many nanoseconds. */
  readonly quantum: number;
  readonly writeIterations: (writer: BitWriter, iterations: Column) => void;
  readonly readIterations: (reader: BitReader, count: number) => number[];
}

const EXACT: Manner = { quantum: 1, writeIterations: writeNumbers, readIterations: readNumbers };

/** At least one; their number is for the caller to write. */
export function writeBlocks(
  writer: BitWriter,
  blocks: readonly PackedBlock[],
  { quantum, writeIterations }: Manner = EXACT,
): void {
  const of = (field: Exclude<keyof PackedBlock, 'deviceNanoseconds'>) => blocks.map((block) => block[field]);
  const [elapsed, iterations] = [of('elapsedNanoseconds'), of('iterations')];
  writeNumbers(
    writer,
    of('pass').map((pass, index) => pass - index),
  );
  writeNumbers(writer, of('position'));
  writeIterations(writer, iterations);
  writeElapsed(writer, elapsed, iterations);
  const coarse = inQuanta(elapsed, quantum);
  writeStarts(writer, inQuanta(of('startNanoseconds'), quantum), coarse);
  writeBeside(writer, inQuanta(of('cpuNanoseconds'), quantum), coarse);
  writeDevice(
    writer,
    blocks.map((block) => block.deviceNanoseconds),
    elapsed,
  );
  for (const field of ['drainNanoseconds', 'involuntarySwitches', 'majorFaults'] as const) {
    writeNumbers(writer, of(field));
  }
  writeResults(writer, of('batch'), of('checksum'));
}

export function readBlocks(
  reader: BitReader,
  count: number,
  { quantum, readIterations }: Manner = EXACT,
): PackedBlock[] {
  const pass = readNumbers(reader, count);
  const position = readNumbers(reader, count);
  const iterations = readIterations(reader, count);
  const elapsed = readElapsed(reader, iterations);
  const coarse = inQuanta(elapsed, quantum);
  const starts = readStarts(reader, coarse);
  const cpu = readBeside(reader, coarse);
  const device = readDevice(reader, elapsed);
  const [drain, switches, faults] = [0, 1, 2].map(() => readNumbers(reader, count));
  const results = readResults(reader, count);
  return elapsed.map((elapsedNanoseconds, index) => ({
    pass: index + (pass[index] ?? NaN),
    position: position[index] ?? NaN,
    startNanoseconds: (starts[index] ?? NaN) * quantum,
    elapsedNanoseconds,
    deviceNanoseconds: device[index] ?? null,
    drainNanoseconds: drain?.[index] ?? NaN,
    iterations: iterations[index] ?? NaN,
    cpuNanoseconds: (cpu[index] ?? NaN) * quantum,
    involuntarySwitches: switches?.[index] ?? NaN,
    majorFaults: faults?.[index] ?? NaN,
    batch: results.batches[index] ?? NaN,
    checksum: results.checksums[index] ?? NaN,
  }));
}

const inQuanta = (values: Column, quantum: number) =>
  quantum === 1 ? values : values.map((value) => Math.round(value / quantum));

/** By the time of an iteration, as a fraction: both are written, so that reading divides the same numbers. */
function writeElapsed(writer: BitWriter, elapsed: Column, iterations: Column): void {
  const typical = elapsed.map((each, index) => [each / (iterations[index] ?? 1), index] as const);
  const [, middle = 0] = typical.sort(([one], [other]) => one - other)[typical.length >> 1] ?? [];
  const [nanoseconds = 0, per = 1] = [elapsed[middle], iterations[middle]];
  const expected = iterations.map((count) => Math.round((count * nanoseconds) / per));
  const differences = elapsed.map((each, index) => each - (expected[index] ?? 0));
  const isExact = differences.every((each, index) => each + (expected[index] ?? 0) === elapsed[index]);
  writeLong(writer, isExact ? nanoseconds : 0);
  writeLong(writer, isExact ? per : 1);
  writeNumbers(writer, isExact ? differences : elapsed);
}

function readElapsed(reader: BitReader, iterations: Column): number[] {
  const [nanoseconds, per] = [readLong(reader), readLong(reader)];
  const expected = iterations.map((count) => Math.round((count * nanoseconds) / per));
  return readNumbers(reader, iterations.length).map((each, index) => each + (expected[index] ?? 0));
}

/** By the end of the block before; whole where a machine has been up for so long that a difference would lose bits. */
function writeStarts(writer: BitWriter, starts: Column, elapsed: Column): void {
  const gaps = starts.slice(1).map((start, index) => start - (starts[index] ?? 0) - (elapsed[index] ?? 0));
  let last = starts[0] ?? 0;
  const isExact = gaps.every((gap, index) => {
    last += (elapsed[index] ?? 0) + gap;
    return last === starts[index + 1];
  });
  writer.write(isExact ? 1 : 0, 1);
  writeNumbers(writer, isExact ? starts.slice(0, 1) : starts);
  if (isExact) writeNumbers(writer, gaps);
}

function readStarts(reader: BitReader, elapsed: Column): number[] {
  if (reader.read(1) === 0) return readNumbers(reader, elapsed.length);
  const starts = readNumbers(reader, 1);
  readNumbers(reader, elapsed.length - 1).forEach((gap, index) => {
    starts.push((starts[index] ?? 0) + ((elapsed[index] ?? 0) + gap));
  });
  return starts;
}

/** A time beside the block's own, by a multiple of it: of as many threads as computed, or of none. */
function writeBeside(writer: BitWriter, times: Column, elapsed: Column): void {
  const ratios = Float64Array.from(times, (time, index) => time / (elapsed[index] || 1)).sort();
  const threads = Math.min(2 ** MULTIPLE_BITS - 1, Math.round(ratios[ratios.length >> 1] ?? 0));
  const quantum = times.every((time) => time % 1000 === 0) ? 1000 : 1;
  const lessOf = (multiple: number) => times.map((time, index) => time - multiple * (elapsed[index] ?? 0));
  const isExact = lessOf(threads).every((less, index) => less + threads * (elapsed[index] ?? 0) === times[index]);
  const plain = times.map((time) => time / quantum);
  const usesElapsed = isExact && bitsOf(lessOf(threads)) < bitsOf(plain);
  writer.write(usesElapsed ? threads : 0, MULTIPLE_BITS);
  writer.write(!usesElapsed && quantum > 1 ? 1 : 0, 1);
  writeNumbers(writer, usesElapsed ? lessOf(threads) : plain);
}

function readBeside(reader: BitReader, elapsed: Column): number[] {
  const multiple = reader.read(MULTIPLE_BITS);
  const quantum = reader.read(1) === 1 ? 1000 : 1;
  return readNumbers(reader, elapsed.length).map((each, index) => each * quantum + multiple * (elapsed[index] ?? 0));
}

function writeDevice(writer: BitWriter, times: readonly (number | null)[], elapsed: Column): void {
  const known = times.flatMap((time, index) => (time === null ? [] : [[time, elapsed[index] ?? 0] as const]));
  writer.write(known.length > 0 ? 1 : 0, 1);
  if (known.length === 0) return;
  for (const time of times) writer.write(time === null ? 0 : 1, 1);
  writeBeside(
    writer,
    known.map(([time]) => time),
    known.map(([, beside]) => beside),
  );
}

function readDevice(reader: BitReader, elapsed: Column): (number | null)[] {
  if (reader.read(1) === 0) return elapsed.map(() => null);
  const isKnown = elapsed.map(() => reader.read(1) === 1);
  const times = readBeside(
    reader,
    elapsed.filter((_, index) => isKnown[index]),
  );
  return isKnown.map((known) => (known ? (times.shift() ?? null) : null));
}
