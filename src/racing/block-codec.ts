/**
 * Blocks of one trial as one compact column: columns of integers, deflated, in base64 text (a type that SQLite
 * and PostgreSQL share). Exact: what is decoded is what was measured, to the nanosecond.
 */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Block } from '../protocol/messages';

const FIELDS = [
  'startNanoseconds',
  'elapsedNanoseconds',
  'deviceNanoseconds',
  'drainNanoseconds',
  'iterations',
  'cpuNanoseconds',
  'involuntarySwitches',
  'majorFaults',
  'batch',
  'checksum',
] as const satisfies readonly (keyof Block)[];

/** Bumped when the columns change; older rows stay readable. */
const FORMAT = 2;

/** A block with its place: which pass of the round it belongs to, and its position in that pass (both from 0). */
export interface PlacedBlock extends Block {
  readonly pass: number;
  readonly position: number;
}

const COLUMNS = ['pass', 'position', ...FIELDS] as const;
type Column = (typeof COLUMNS)[number];

/** Per format, its columns in order; what a format lacks was not known when it was written. */
const COLUMNS_OF: Readonly<Record<number, readonly Column[]>> = {
  1: COLUMNS.filter((column) => column !== 'deviceNanoseconds' && column !== 'drainNanoseconds'),
  2: COLUMNS,
};

export function encodeBlocks(blocks: readonly PlacedBlock[]): string {
  const columns = COLUMNS.map((field) => blocks.map((block) => block[field]));
  return deflateRawSync(JSON.stringify({ format: FORMAT, columns })).toString('base64');
}

/** Throws on a row that no version of Photofinish wrote. */
export function decodeBlocks(text: string): PlacedBlock[] {
  const packed = JSON.parse(inflateRawSync(Buffer.from(text, 'base64')).toString()) as {
    format: number;
    columns: (number | null)[][];
  };
  const names = COLUMNS_OF[packed.format];
  if (packed.columns.length !== names?.length) {
    throw new Error(`Stored blocks have format ${packed.format}; this version reads up to ${FORMAT}`);
  }
  const rows = packed.columns[0]?.length ?? 0;
  return Array.from({ length: rows }, (_, row) => {
    const entries = names.map((field, column) => [field, packed.columns[column]?.[row]]);
    return { deviceNanoseconds: null, drainNanoseconds: 0, ...Object.fromEntries(entries) } as PlacedBlock;
  });
}

export const NANOSECONDS_PER_SECOND = 1e9;

/** The unit of the method: elapsed time over iterations. */
export function secondsPerIteration(block: Pick<Block, 'elapsedNanoseconds' | 'iterations'>): number {
  return block.elapsedNanoseconds / block.iterations / NANOSECONDS_PER_SECOND;
}
