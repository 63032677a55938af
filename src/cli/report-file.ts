/** A report, or two beside each other, as a file. */
import * as path from 'node:path';
import { writeOutput } from './output-file';
import { note, type Terminal } from './terminal';

interface Texts {
  readonly html: string;
  readonly markdown: string;
}

/** As its ending says. `what`: "report". Throws `CommandFailure`. */
export async function writeTexts(
  { html, markdown }: Texts,
  { file, what }: { readonly file: string; readonly what: string },
  terminal: Terminal,
): Promise<void> {
  await writeOutput(file, what, path.extname(file).toLowerCase() === '.html' ? html : markdown);
  note(terminal, `Written: ${file}`);
}

/** They say the same again, as pages. */
export function withoutTexts({ html: _html, markdown: _markdown, ...rest }: Texts): object {
  return rest;
}
