/** Where a command writes: results to one stream, progress and complaints to the other. */
import picocolors from 'picocolors';
import type { Colors } from 'picocolors/types';

export type { Colors };

/**
 * `out` holds what was asked for and nothing else, so that it can be piped; `err` holds what a person follows.
 * `interactive`: `err` is a terminal on which a line can be redrawn.
 */
export interface Terminal {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
  readonly colors: Colors;
  readonly interactive: boolean;
}

/** The terminal of this process. Colors follow NO_COLOR and whether the output is a terminal. */
export function processTerminal(): Terminal {
  // `photofinish engines | head -1` closes the pipe early: the reader has what it wanted.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    out: process.stdout,
    err: process.stderr,
    colors: picocolors.createColors(picocolors.isColorSupported && process.stdout.isTTY),
    interactive: process.stderr.isTTY,
  };
}

/** A line of the result. */
export function print(terminal: Terminal, text: string): void {
  terminal.out.write(`${text}\n`);
}

/** A line for the person who watches. */
export function note(terminal: Terminal, text: string): void {
  terminal.err.write(`${text}\n`);
}

/** The one JSON document of a command that was called with `--json`. */
export function printDocument(terminal: Terminal, document: unknown): void {
  print(terminal, JSON.stringify(document, null, 2));
}
