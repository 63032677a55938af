/** Values as short text: JSON, deflated, seven bits to a character. */
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { BitReader, BitWriter } from './bits';
import { readLong, writeLong } from './numbers';

const BITS_PER_BYTE = 8;

export function packJson(value: unknown): string {
  const bytes = deflateRawSync(JSON.stringify(value), { level: 9 });
  const writer = new BitWriter();
  writeLong(writer, bytes.length);
  for (const byte of bytes) writer.write(byte, BITS_PER_BYTE);
  return writer.text();
}

/** Throws on a text that `packJson` did not write. */
export function unpackJson(text: string): unknown {
  const reader = new BitReader(text);
  const bytes = Uint8Array.from({ length: readLong(reader) }, () => reader.read(BITS_PER_BYTE));
  return JSON.parse(inflateRawSync(bytes).toString()) as unknown;
}
