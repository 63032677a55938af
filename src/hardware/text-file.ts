/** Small files of the kernel's, read whole. */
import { readFileSync } from 'node:fs';

/** Reads a text file; throws where there is none. Tests bring files that they made up. */
export type ReadText = (file: string) => string;

export const readText: ReadText = (file) => readFileSync(file, 'utf8');

/** Null where it cannot be read. */
export function textOrNull(read: ReadText, file: string): string | null {
  try {
    return read(file);
  } catch {
    return null;
  }
}

/** Reads each file once, however many ask for it: for one moment's readings. Failures are not kept. */
export function readingOnce(read: ReadText = readText): ReadText {
  const texts = new Map<string, string>();
  return (file) => {
    const known = texts.get(file);
    if (known !== undefined) return known;
    const text = read(file);
    texts.set(file, text);
    return text;
  };
}
