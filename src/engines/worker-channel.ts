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

/** Yields each line without its end; what follows the last newline is not a message. Throws `LineTooLong`. */
export async function* readLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      parts.push(chunk.subarray(start, end));
      if (length + end - start > MAXIMUM_LINE_BYTES) throw new LineTooLong();
      yield Buffer.concat(parts).toString('utf8');
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MAXIMUM_LINE_BYTES) throw new LineTooLong();
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
