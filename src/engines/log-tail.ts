/** The last bytes of a stream of output, whatever its length. */

/** How much of what a worker wrote is kept. */
export const LOG_TAIL_BYTES = 8 * 1024;

/** `toString` begins with an ellipsis where something was cut off. */
export class LogTail {
  private kept: Buffer = Buffer.alloc(0);
  private total = 0;

  append(chunk: Buffer): void {
    this.total += chunk.length;
    const recent = chunk.subarray(-LOG_TAIL_BYTES);
    const room = LOG_TAIL_BYTES - recent.length;
    this.kept = Buffer.concat([this.kept.subarray(Math.max(0, this.kept.length - room)), recent]);
  }

  toString(): string {
    const text = this.kept.toString('utf8');
    return this.total > this.kept.length ? `…${text}` : text;
  }
}
