import { createHash } from 'node:crypto';
import type { Command } from 'commander';
import * as documents from '../api/documents';
import { printDocument, type Terminal } from '../terminal';

const HELP = `
A server with PHOTOFINISH_PERSISTED_QUERIES answers only what is on its lists. Example:
  photofinish persisted-queries > command-line.json
  PHOTOFINISH_PERSISTED_QUERIES=command-line.json,ours.json photofinish serve`;

/** `photofinish persisted-queries`: the list by which a server that has one still answers this command line. */
export function addPersistedQueriesCommand(program: Command, terminal: Terminal): void {
  program
    .command('persisted-queries')
    .description('print the queries that this command line sends, as a list for PHOTOFINISH_PERSISTED_QUERIES')
    .addHelpText('after', HELP)
    .action(() => {
      const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
      printDocument(terminal, Object.fromEntries(Object.values(documents).map((text) => [sha256(text), text])));
    });
}
