/**
 * Numbers kept aside, to be put back later. In a file: a second copy in memory would be reported as the engine's need.
 * (worker-kit/python/kept.py does the same.)
 */
import * as fs from 'node:fs';

const BYTES_PER_NUMBER = Float32Array.BYTES_PER_ELEMENT;

export class Kept implements Iterable<Float32Array> {
  private readonly descriptor: number;
  private readonly lengths: number[] = [];

  /** Reads each array before it asks for the next. */
  constructor(arrays: Iterable<Float32Array>) {
    // In the worker's own folder: what is temporary elsewhere may be memory. Without a name it ends with the process.
    const file = `kept-${process.pid}-${process.hrtime.bigint()}`;
    this.descriptor = fs.openSync(file, 'wx+');
    fs.unlinkSync(file);
    for (const array of arrays) {
      fs.writeFileSync(this.descriptor, Buffer.from(array.buffer, array.byteOffset, array.byteLength));
      this.lengths.push(array.length);
    }
  }

  /** The arrays as they were, each read when it is reached; as often as needed. */
  *[Symbol.iterator](): Iterator<Float32Array> {
    let position = 0;
    for (const length of this.lengths) {
      const array = new Float32Array(length);
      const read = fs.readSync(this.descriptor, Buffer.from(array.buffer), 0, array.byteLength, position);
      if (read < array.byteLength) throw new Error(`of ${array.byteLength} bytes that were kept ${read} came back`);
      position += length * BYTES_PER_NUMBER;
      yield array;
    }
  }
}
