/** A chart of the server in a file of this machine. */
import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import type { ApiClient } from './api/client';
import { CommandFailure, EXIT_CODES } from './failure';
import { note, type Terminal } from './terminal';

const ADVICE = 'Give the path of a file in a folder that exists and that you may write to.';

/** Before anything is measured for it. Undefined: none is wanted. Throws `CommandFailure`. */
export async function requireWritable(file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const folder = path.dirname(path.resolve(file));
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('no folder');
    await access(folder, constants.W_OK);
    const there = await stat(file).catch(() => null);
    if (there?.isDirectory()) throw new Error('a folder itself');
    if (there) await access(file, constants.W_OK);
  } catch {
    throw cannotBeWritten(file);
  }
}

interface Drawn {
  readonly drawn: { readonly chart: { readonly svg: string } | null } | null;
}

/**
 * `document`: asks for the chart of what has the id, as `drawn`. Undefined: none is wanted. Throws `CommandFailure` where
 * the file cannot be written.
 */
export async function writeChart(
  api: ApiClient,
  { document, id }: { readonly document: string; readonly id: string },
  file: string | undefined,
  terminal: Terminal,
): Promise<void> {
  if (file === undefined) return;
  const { drawn } = await api.request<Drawn>(document, { id });
  if (!drawn?.chart) return note(terminal, 'There is nothing to draw: nothing was compared.');
  await writeFile(file, `${drawn.chart.svg}\n`).catch(() => {
    throw cannotBeWritten(file);
  });
  note(terminal, terminal.colors.dim(`Chart: ${file}`));
}

function cannotBeWritten(file: string): CommandFailure {
  return new CommandFailure(`The chart cannot be written to ${file}.`, ADVICE, EXIT_CODES.BAD_INPUT);
}
