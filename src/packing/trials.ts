/**
 * The trials of one run, whose race has ended, as three short texts: what is told of each, their measured blocks, and
 * those of their warm-ups. Together, because most of what describes one trial's blocks describes the next one's too:
 * checksums, sizes, and how far times lie apart.
 */
import type { GpuStateFacts, TrialFindings } from '../entities/trial.entity';
import { BitReader, BitWriter } from './bits';
import { readBlocks, writeBlocks, type Manner, type PackedBlock } from './blocks';
import { bitsOf, readLong, readNumbers, writeLong, writeNumbers } from './numbers';
import { packJson, unpackJson } from './text';

/** What is told of a trial beside its blocks. */
export interface PackedTrial extends Readonly<TrialFindings> {
  readonly round: number;
  readonly startedAt: number;
  readonly iterationsPerBlock: number;
  readonly latencies: string | null;
  readonly foreignShare: number | null;
  readonly clockHertz: number | null;
  readonly gpu: GpuStateFacts | null;
  readonly tags: string[];
  /** Nanoseconds of each, in the order of its row. */
  readonly phases: readonly number[];
  readonly peakResidentBytes: number | null;
  readonly peakDeviceBytes: number | null;
}

const FIELDS = [
  ...(['round', 'startedAt', 'iterationsPerBlock', 'latencies', 'foreignShare', 'clockHertz', 'gpu', 'tags'] as const),
  ...(['peakResidentBytes', 'peakDeviceBytes', 'energy', 'phases', 'serving', 'variableLengths'] as const),
  ...(['experiment', 'pipeline'] as const),
] satisfies (keyof PackedTrial)[];
const NANOSECONDS_PER_MICROSECOND = 1000;

/** By the column: what is alike lies together. */
export function packTrials(trials: readonly PackedTrial[]): string {
  return packJson(FIELDS.map((field) => trials.map((trial) => trial[field])));
}

/** Throws on a text that `packTrials` did not write. */
export function unpackTrials(text: string): PackedTrial[] {
  const columns = unpackJson(text) as readonly (readonly unknown[])[];
  return (columns[0] ?? []).map(
    (_, trial) =>
      // Those that were packed before there was such a field have none.
      Object.fromEntries(
        FIELDS.map((field, column) => [field, columns[column]?.[trial] ?? null]),
      ) as unknown as PackedTrial,
  );
}

/**
 * The blocks of each trial, in the order of the trials. Exact but for begins and processor times, which are rounded to
 * the microsecond: what a block took, of which verdicts are made, is kept to the nanosecond.
 */
export function packBlocksOfTrials(trials: readonly (readonly PackedBlock[])[]): string {
  const writer = new BitWriter();
  const lengths = trials.map(({ length }) => length);
  writeLong(writer, trials.length);
  writeNumbers(writer, lengths);
  const places = placesOf(lengths);
  // Each trial begins with the first pass anew.
  const blocks = trials.flat().map((block, index) => ({ ...block, pass: block.pass - placeAt(places, index) + index }));
  if (blocks.length > 0) writeBlocks(writer, blocks, mannerOf(places));
  return writer.text();
}

/** Throws on a text that `packBlocksOfTrials` did not write. */
export function unpackBlocksOfTrials(text: string): PackedBlock[][] {
  const reader = new BitReader(text);
  const lengths = readNumbers(reader, readLong(reader));
  const places = placesOf(lengths);
  const together = places.length === 0 ? [] : readBlocks(reader, places.length, mannerOf(places));
  const blocks = together.map((block, index) => ({ ...block, pass: block.pass - index + placeAt(places, index) }));
  let from = 0;
  return lengths.map((length) => blocks.slice(from, (from += length)));
}

const mannerOf = (places: readonly number[]): Manner => ({
  quantum: NANOSECONDS_PER_MICROSECOND,
  writeIterations: (writer, iterations) => writeAlike(writer, iterations, places),
  readIterations: (reader) => readAlike(reader, places),
});

/** Of each block, its place in its own trial. */
const placesOf = (lengths: readonly number[]) =>
  lengths.flatMap((length) => Array.from({ length }, (_, place) => place));

const placeAt = (places: readonly number[], index: number) => places[index] ?? NaN;

/** As differences from the block at the same place in an earlier trial, where that is shorter. */
function writeAlike(writer: BitWriter, values: readonly number[], places: readonly number[]): void {
  const latest: number[] = [];
  const differences = values.map((value, index) => {
    const place = placeAt(places, index);
    const difference = value - (latest[place] ?? 0);
    latest[place] = value;
    return difference;
  });
  const isAlike = bitsOf(differences) < bitsOf(values);
  writer.write(isAlike ? 1 : 0, 1);
  writeNumbers(writer, isAlike ? differences : values);
}

function readAlike(reader: BitReader, places: readonly number[]): number[] {
  const isAlike = reader.read(1) === 1;
  const latest: number[] = [];
  return readNumbers(reader, places.length).map((written, index) => {
    const place = placeAt(places, index);
    return isAlike ? (latest[place] = written + (latest[place] ?? 0)) : written;
  });
}
