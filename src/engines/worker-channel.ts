/** The server's end of the wire: bounded lines (a peer that never ends one must not fill memory), then messages. */
import { upMessage, type UpMessage } from '../protocol/messages';

/** The longest message that a worker may send. A block takes about 250 bytes, a plan a few hundred blocks. */
export const MAXIMUM_LINE_BYTES = 8 * 1024 * 1024;

export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
  constructor() {
    super(`a line is longer than ${MAXIMUM_LINE_BYTES} bytes`);
  }
}

const NEWLINE = 0x0a;

/** Cuts bytes into lines. Plain calls, no streams of promises: this runs beside every measured block. */
export class LineSplitter {
  private parts: Buffer[] = [];
  private length = 0;

  /** `take` gets each line without its end; what follows the last newline is not a line yet. */
  constructor(private readonly take: (line: string) => void) {}

  /** Throws `LineTooLong`; nothing more may be pushed then. */
  push(chunk: Buffer): void {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.keep(chunk.subarray(start, end));
      const line = this.parts.length === 1 ? (this.parts[0] as Buffer) : Buffer.concat(this.parts);
      this.parts = [];
      this.length = 0;
      start = end + 1;
      this.take(line.toString('utf8'));
    }
    if (start < chunk.length) this.keep(chunk.subarray(start));
  }

  private keep(part: Buffer): void {
    this.length += part.length;
    if (this.length > MAXIMUM_LINE_BYTES) throw new LineTooLong();
    this.parts.push(part);
  }
}

export type Heard =
  { readonly kind: 'message'; readonly message: UpMessage } | { readonly kind: 'nonsense'; readonly problem: string };

/** Never throws, and never quotes what it was given. */
export function parseUpMessage(line: string): Heard {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return { kind: 'nonsense', problem: 'it sent a line that is not JSON' };
  }
  const parsed = upMessage.safeParse(value);
  if (parsed.success) return { kind: 'message', message: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
  return { kind: 'nonsense', problem: `it sent a line that is no message of the protocol${where}` };
}
