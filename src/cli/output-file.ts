/** A file that a command is to write at its end: refused before it begins where that could not be. */
import { accessSync, constants, statSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { CommandFailure } from './failure';

/** The path, where a file with one of these endings can be written; an older one there is replaced. */
export function parseOutputFile(endings: readonly string[]): (text: string) => string {
  return (text) => {
    if (!endings.includes(path.extname(text).toLowerCase())) {
      throw new InvalidArgumentError(`This must be a file that ends with ${endings.join(' or ')}.`);
    }
    const folder = path.dirname(path.resolve(text));
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) {
      throw new InvalidArgumentError(`There is no folder ${folder}: make it first.`);
    }
    const there = statSync(text, { throwIfNoEntry: false });
    if (there?.isDirectory()) throw new InvalidArgumentError('This is a folder: name a file in it.');
    try {
      accessSync(there ? text : folder, constants.W_OK);
    } catch {
      throw new InvalidArgumentError('This cannot be written: choose another place.');
    }
    return text;
  };
}

/** Throws `CommandFailure`. */
export function writeOutput(file: string, content: string): void {
  try {
    writeFileSync(file, content);
  } catch (error) {
    throw new CommandFailure(`${file} could not be written: ${(error as Error).message}`, 'Choose another place.');
  }
}
