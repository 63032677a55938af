/**
 * Reader and writer of safetensors files: the weights, the staged batches and every parity output.
 * Format: 8 bytes little-endian header length, the header (JSON, padded with spaces to 8 bytes), then the data.
 * Source: https://github.com/huggingface/safetensors#format
 */
import * as fs from 'node:fs';
import * as os from 'node:os';

export type TensorDtype = 'F32' | 'F64' | 'I32';
export type TensorData = Float32Array | Float64Array | Int32Array;

export interface TensorView {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly data: TensorData;
}
export type Tensors = ReadonlyMap<string, TensorView>;

/** The file is not safetensors, or holds what this reader does not know. The message names no path. */
export class SafetensorsError extends Error {
  override readonly name = 'SafetensorsError';
}

const BYTES_PER_ELEMENT: Readonly<Record<TensorDtype, number>> = { F32: 4, F64: 8, I32: 4 };
/** The format's own limit. */
const MAXIMUM_HEADER_BYTES = 100_000_000;
const ALIGNMENT = 8;

interface HeaderEntry {
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/** What the header says of a tensor. */
export interface TensorHeader {
  readonly name: string;
  readonly dtype: TensorDtype;
  readonly shape: readonly number[];
}

/**
 * Writes the header when it is made, then the data as it is appended: tensor after tensor in the order of the header,
 * each in pieces of any length. Eight-byte types should come first, so that every tensor lies aligned for readers that
 * map the file.
 */
export class SafetensorsWriter {
  private readonly descriptor: number;

  constructor(file: string, tensors: readonly TensorHeader[]) {
    requireLittleEndian();
    const header: Record<string, HeaderEntry> = {};
    let offset = 0;
    for (const { name, dtype, shape } of tensors) {
      const end = offset + elementCount(shape) * BYTES_PER_ELEMENT[dtype];
      header[name] = { dtype, shape, data_offsets: [offset, end] };
      offset = end;
    }
    const json = Buffer.from(JSON.stringify(header));
    const padded = Buffer.alloc(Math.ceil(json.length / ALIGNMENT) * ALIGNMENT, ' ');
    json.copy(padded);
    const prefix = Buffer.alloc(8);
    prefix.writeBigUInt64LE(BigInt(padded.length));
    this.descriptor = fs.openSync(file, 'w');
    writeAll(this.descriptor, prefix);
    writeAll(this.descriptor, padded);
  }

  append({ buffer, byteOffset, byteLength }: TensorData): void {
    writeAll(this.descriptor, new Uint8Array(buffer, byteOffset, byteLength));
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }
}

/** Writes the tensors in the order of the map. */
export function writeSafetensors(file: string, tensors: Tensors): void {
  for (const [name, { data, shape }] of tensors) {
    if (data.length === elementCount(shape)) continue;
    throw new SafetensorsError(`tensor ${name} has ${data.length} elements but the shape [${shape.join(', ')}]`);
  }
  const headers = [...tensors].map(([name, { dtype, shape }]) => ({ name, dtype, shape }));
  const writer = new SafetensorsWriter(file, headers);
  try {
    for (const { data } of tensors.values()) writer.append(data);
  } finally {
    writer.close();
  }
}

/** Reads every tensor into memory of its own. Throws `SafetensorsError` where the file breaks the format. */
export function readSafetensors(file: string): Tensors {
  requireLittleEndian();
  const descriptor = fs.openSync(file, 'r');
  try {
    const { entries, dataStart } = readHeader(descriptor);
    const tensors = new Map<string, TensorView>();
    for (const [name, entry] of entries) {
      const bytes = new Uint8Array(entry.data_offsets[1] - entry.data_offsets[0]);
      readAll(descriptor, bytes, dataStart + entry.data_offsets[0]);
      tensors.set(name, { dtype: entry.dtype, shape: entry.shape, data: viewOf(entry.dtype, bytes.buffer) });
    }
    return tensors;
  } finally {
    fs.closeSync(descriptor);
  }
}

function readHeader(descriptor: number): { entries: [string, HeaderEntry][]; dataStart: number } {
  const fileBytes = fs.fstatSync(descriptor).size;
  if (fileBytes < 8) throw new SafetensorsError('the file is shorter than its header');
  const prefix = Buffer.alloc(8);
  readAll(descriptor, prefix, 0);
  const headerBytes = Number(prefix.readBigUInt64LE());
  if (headerBytes > MAXIMUM_HEADER_BYTES || 8 + headerBytes > fileBytes) {
    throw new SafetensorsError('the header does not fit into the file');
  }
  const bytes = Buffer.alloc(headerBytes);
  readAll(descriptor, bytes, 8);
  const entries = Object.entries(parseHeader(bytes)).filter(([name]) => name !== '__metadata__');
  const checked = entries.map(([name, entry]): [string, HeaderEntry] => [name, checkEntry(name, entry)]);
  checkLayout(checked, fileBytes - 8 - headerBytes);
  return { entries: checked, dataStart: 8 + headerBytes };
}

function parseHeader(bytes: Buffer): Record<string, unknown> {
  let header: unknown;
  try {
    header = JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new SafetensorsError('the header is not JSON', { cause: error });
  }
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new SafetensorsError('the header is not a JSON object');
  }
  return header as Record<string, unknown>;
}

function checkEntry(name: string, value: unknown): HeaderEntry {
  const entry = (value ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
  const { dtype, shape, data_offsets: offsets } = entry;
  if (typeof dtype !== 'string' || !Object.hasOwn(BYTES_PER_ELEMENT, dtype)) {
    throw new SafetensorsError(`tensor ${name} is of dtype ${String(dtype)}; known are F32, F64 and I32`);
  }
  if (!isCountList(shape) || !isCountList(offsets) || offsets.length !== 2) {
    throw new SafetensorsError(`tensor ${name} has no valid shape and data_offsets`);
  }
  const [begin, end] = offsets as [number, number];
  const expected = elementCount(shape) * BYTES_PER_ELEMENT[dtype as TensorDtype];
  if (end - begin !== expected) {
    throw new SafetensorsError(`tensor ${name} takes ${end - begin} bytes but its shape needs ${expected}`);
  }
  return { dtype: dtype as TensorDtype, shape, data_offsets: [begin, end] };
}

/** The format forbids holes and overlaps: together the tensors cover the data exactly. */
function checkLayout(entries: readonly [string, HeaderEntry][], dataBytes: number): void {
  let offset = 0;
  for (const [name, entry] of [...entries].sort(([, a], [, b]) => a.data_offsets[0] - b.data_offsets[0])) {
    if (entry.data_offsets[0] !== offset)
      throw new SafetensorsError(`tensor ${name} leaves a hole or overlaps another`);
    offset = entry.data_offsets[1];
  }
  if (offset !== dataBytes)
    throw new SafetensorsError(`the tensors take ${offset} bytes but the file holds ${dataBytes}`);
}

function isCountList(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && (item as number) >= 0);
}

function elementCount(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

function viewOf(dtype: TensorDtype, buffer: ArrayBuffer): TensorData {
  if (dtype === 'F32') return new Float32Array(buffer);
  if (dtype === 'F64') return new Float64Array(buffer);
  return new Int32Array(buffer);
}

/** One call reads or writes at most 2 GiB, and may do less. */
const CHUNK_BYTES = 1 << 30;

function readAll(descriptor: number, bytes: Uint8Array, position: number): void {
  for (let done = 0; done < bytes.length;) {
    const read = fs.readSync(descriptor, bytes, done, Math.min(CHUNK_BYTES, bytes.length - done), position + done);
    if (read === 0) throw new SafetensorsError('the file ends before its data');
    done += read;
  }
}

function writeAll(descriptor: number, bytes: Uint8Array): void {
  for (let done = 0; done < bytes.length;) {
    done += fs.writeSync(descriptor, bytes, done, Math.min(CHUNK_BYTES, bytes.length - done));
  }
}

function requireLittleEndian(): void {
  if (os.endianness() !== 'LE') throw new SafetensorsError('tensors are little-endian; this machine is not');
}
