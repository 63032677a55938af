/**
 * Bits as text that SQLite and PostgreSQL both store as it is: seven to a character, so that eight bytes of text hold
 * seven of data (base64 holds six). The one character that text may not hold, NUL, is written as U+0080.
 */
const BITS_PER_CHARACTER = 7;
const NUL_STANDS_AS = 0x80;
/** Of a double, which moves through `DataView` as two halves. */
const HALF_BITS = 32;
const ZEROS_BITS = 6;
/** That a function may certainly be called with. */
const MOST_ARGUMENTS = 10_000;

const scratch = new DataView(new ArrayBuffer(8));

export class BitWriter {
  private readonly characters: number[] = [];
  private pending = 0;
  private pendingBits = 0;

  /** The lowest `bits` (0 to 53) of a non-negative safe integer, the highest first. */
  write(value: number, bits: number): void {
    for (let left = bits; left > 0;) {
      const taken = Math.min(left, BITS_PER_CHARACTER - this.pendingBits);
      left -= taken;
      const part = Math.floor(value / 2 ** left) % 2 ** taken;
      this.pending = this.pending * 2 ** taken + part;
      this.pendingBits += taken;
      if (this.pendingBits === BITS_PER_CHARACTER) this.flush();
    }
  }

  /** A number whatever it is, without the zeros that end it: sums of short numbers have many. */
  writeDouble(value: number): void {
    scratch.setFloat64(0, value);
    const [high, low] = [scratch.getUint32(0), scratch.getUint32(4)];
    const zeros = low === 0 ? HALF_BITS : 31 - Math.clz32(low & -low);
    this.write(zeros, ZEROS_BITS);
    this.write(high, HALF_BITS);
    this.write(zeros === HALF_BITS ? 0 : low / 2 ** zeros, HALF_BITS - zeros);
  }

  /** Everything that was written; the last character is filled up with zeros. */
  text(): string {
    if (this.pendingBits > 0) this.write(0, BITS_PER_CHARACTER - this.pendingBits);
    const pieces: string[] = [];
    for (let from = 0; from < this.characters.length; from += MOST_ARGUMENTS) {
      pieces.push(String.fromCharCode(...this.characters.slice(from, from + MOST_ARGUMENTS)));
    }
    return pieces.join('');
  }

  private flush(): void {
    this.characters.push(this.pending === 0 ? NUL_STANDS_AS : this.pending);
    this.pending = 0;
    this.pendingBits = 0;
  }
}

export class BitReader {
  private position = 0;

  constructor(
    private readonly source: string,
    start = 0,
  ) {
    this.position = start * BITS_PER_CHARACTER;
  }

  /** Throws where the text has ended: it was not written by `BitWriter`. */
  read(bits: number): number {
    let value = 0;
    for (let left = bits; left > 0;) {
      const index = Math.floor(this.position / BITS_PER_CHARACTER);
      if (index >= this.source.length) throw new RangeError('Packed text ends too soon');
      const used = this.position % BITS_PER_CHARACTER;
      const taken = Math.min(left, BITS_PER_CHARACTER - used);
      const character = this.source.charCodeAt(index) & (NUL_STANDS_AS - 1);
      const part = (character >> (BITS_PER_CHARACTER - used - taken)) & (2 ** taken - 1);
      value = value * 2 ** taken + part;
      this.position += taken;
      left -= taken;
    }
    return value;
  }

  readDouble(): number {
    const zeros = this.read(ZEROS_BITS);
    scratch.setUint32(0, this.read(HALF_BITS));
    scratch.setUint32(4, this.read(HALF_BITS - zeros) * 2 ** zeros);
    return scratch.getFloat64(0);
  }
}
