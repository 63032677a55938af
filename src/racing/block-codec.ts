/**
 * Blocks of one trial as one compact column of text (a type that SQLite and PostgreSQL share). Exact: what is decoded
 * is what was measured, to the nanosecond.
 */
import { inflateRawSync } from 'node:zlib';
import { PACKED_MARK, packBlocks, unpackBlocks } from '../packing/blocks';
import type { StoredBlock } from '../entities/stored-trial';
import type { Block } from '../protocol/block';

export type PlacedBlock = StoredBlock;

/** Of rows from before blocks were packed: columns of integers, deflated, in base64. Still readable. */
const COLUMNS = [
  ...['pass', 'position', 'startNanoseconds', 'elapsedNanoseconds', 'deviceNanoseconds', 'drainNanoseconds'],
  ...['iterations', 'cpuNanoseconds', 'involuntarySwitches', 'majorFaults', 'batch', 'checksum'],
];
/** Per format, its columns in order; what a format lacks was not known when it was written. */
const COLUMNS_OF: Readonly<Record<number, readonly string[]>> = {
  1: COLUMNS.filter((column) => column !== 'deviceNanoseconds' && column !== 'drainNanoseconds'),
  2: COLUMNS,
};

export function encodeBlocks(blocks: readonly PlacedBlock[]): string {
  return packBlocks(blocks);
}

/** Throws on a row that no version of Photofinish wrote. */
export function decodeBlocks(text: string): PlacedBlock[] {
  return text.startsWith(PACKED_MARK) ? unpackBlocks(text) : inflateBlocks(text);
}

function inflateBlocks(text: string): PlacedBlock[] {
  const deflated = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as {
    format: number;
    columns: (number | null)[][];
  };
  const names = COLUMNS_OF[deflated.format];
  if (deflated.columns.length !== names?.length) {
    throw new Error(`Stored blocks have format ${deflated.format}; this version reads up to 2, and packed ones`);
  }
  const rows = deflated.columns[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const entries = names.map((field, column) => [field, deflated.columns[column]?.[row]]);
    return { deviceNanoseconds: null, drainNanoseconds: 0, ...Object.fromEntries(entries) } as PlacedBlock;
  });
}

export const NANOSECONDS_PER_SECOND = 1e9;

/** The unit of the method: elapsed time over iterations. */
export function secondsPerIteration(block: Pick<Block, 'elapsedNanoseconds' | 'iterations'>): number {
  return block.elapsedNanoseconds / block.iterations / NANOSECONDS_PER_SECOND;
}
