/** A file of this machine that a command writes at its end. */
import { constants } from 'node:fs';
import { access, stat, writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { CommandFailure, EXIT_CODES } from './failure';

const ADVICE = 'Give the path of a file in a folder that exists and that you may write to.';

/** Before anything is measured for it. `what`: "chart". Undefined: none is wanted. Throws `CommandFailure`. */
export async function requireWritable(file: string | undefined, what: string): Promise<void> {
  if (file === undefined) return;
  const folder = path.dirname(path.resolve(file));
  try {
    if (!(await stat(folder)).isDirectory()) throw new Error('no folder');
    await access(folder, constants.W_OK);
    const there = await stat(file).catch(() => null);
    if (there?.isDirectory()) throw new Error('a folder itself');
    if (there) await access(file, constants.W_OK);
  } catch {
    throw cannotBeWritten(file, what);
  }
}

/** Throws `CommandFailure`. */
export async function writeOutput(file: string, what: string, content: string): Promise<void> {
  await writeFile(file, content).catch(() => {
    throw cannotBeWritten(file, what);
  });
}

function cannotBeWritten(file: string, what: string): CommandFailure {
  return new CommandFailure(`The ${what} cannot be written to ${file}.`, ADVICE, EXIT_CODES.BAD_INPUT);
}
