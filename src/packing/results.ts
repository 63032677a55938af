/** What blocks computed: few checksums, which come again and again in the same order. */
import type { BitReader, BitWriter } from './bits';
import { readLong, readNumbers, writeLong, writeNumbers } from './numbers';

type Column = readonly number[];

/** Each pair of batch and checksum once, then which: mostly the one that followed the last one before, too. */
export function writeResults(writer: BitWriter, batches: Column, checksums: Column): void {
  const places = new Map<string, number>();
  const pairs: [number, number][] = [];
  const which = batches.map((batch, index) => {
    const checksum = checksums[index] ?? NaN;
    const key = `${batch} ${Object.is(checksum, -0) ? '-0' : checksum}`;
    const place = places.get(key) ?? pairs.push([batch, checksum]) - 1;
    places.set(key, place);
    return place;
  });
  writeLong(writer, pairs.length);
  writeNumbers(
    writer,
    pairs.map(([batch]) => batch),
  );
  for (const [, checksum] of pairs) writer.writeDouble(checksum);
  const followers = new Followers();
  writeNumbers(
    writer,
    which.map((place) => followers.surprise(place)),
  );
}

export function readResults(reader: BitReader, count: number): { batches: number[]; checksums: number[] } {
  const size = readLong(reader);
  const batches = readNumbers(reader, size);
  const checksums = batches.map(() => reader.readDouble());
  const followers = new Followers();
  const which = readNumbers(reader, count).map((surprise) => followers.place(surprise));
  return { batches: which.map((at) => batches[at] ?? NaN), checksums: which.map((at) => checksums[at] ?? NaN) };
}

/** What followed what: 0 is what followed last time (or the next new one), another place its number plus 1. */
class Followers {
  private readonly after = new Map<number, number>();
  private last = -1;
  private seen = 0;

  surprise(place: number): number {
    const surprise = place === this.expected() ? 0 : place + 1;
    this.advance(place);
    return surprise;
  }

  place(surprise: number): number {
    const place = surprise === 0 ? this.expected() : surprise - 1;
    this.advance(place);
    return place;
  }

  private expected(): number {
    return this.after.get(this.last) ?? this.seen;
  }

  private advance(place: number): void {
    this.after.set(this.last, place);
    this.last = place;
    this.seen = Math.max(this.seen, place + 1);
  }
}
