import { PassThrough } from 'node:stream';
import picocolors from 'picocolors';
import type { Terminal } from '../../../src/cli/terminal';

export const PLAIN = picocolors.createColors(false);

export interface RecordedTerminal extends Terminal {
  /** Everything written so far. */
  readonly written: { readonly out: string; readonly err: string };
}

/** A terminal whose text is kept. `interactive` ones look like 100 columns. */
export function recordedTerminal(interactive = false): RecordedTerminal {
  const text = { out: '', err: '' };
  const record = (name: 'out' | 'err') => {
    const stream = new PassThrough();
    stream.on('data', (chunk) => (text[name] += String(chunk)));
    if (interactive) Object.assign(stream, TTY);
    return stream;
  };
  return { out: record('out'), err: record('err'), colors: PLAIN, interactive, written: text };
}

/** What bars call on a terminal. */
const TTY = {
  isTTY: true,
  columns: 100,
  cursorTo: () => true,
  moveCursor: () => true,
  clearLine: () => true,
};
