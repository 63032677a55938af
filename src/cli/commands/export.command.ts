import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import type { ApiClient } from '../api/client';
import { RACE, RACE_SPEC, RUN_RECORD } from '../api/documents';
import type { RaceView } from '../api/types';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect } from '../connection';
import { CommandFailure, EXIT_CODES } from '../failure';
import { makeRecord } from '../record/race-record';
import { printDocument, type Terminal } from '../terminal';

/** `photofinish export`: a race in one file, for readers and for `replay`. */
export function addExportCommand(program: Command, terminal: Terminal): void {
  addServerOptions(program.command('export <race>'))
    .description('print everything about a race as one JSON document: what was asked, the machine, every block')
    .addHelpText('after', '\nExample:\n  photofinish export race_… > race.json')
    .action((race: string, options: ServerOptions) => exportRace(loadConfiguration(), race, options, terminal));
}

async function exportRace(
  configuration: Configuration,
  id: string,
  options: ServerOptions,
  terminal: Terminal,
): Promise<void> {
  const connection = await connect(configuration, options);
  try {
    printDocument(terminal, await recordOf(connection.api, id));
  } finally {
    await connection.close();
  }
}

async function recordOf(api: ApiClient, id: string): Promise<object> {
  const { race } = await api.request<{ race: RaceView | null }>(RACE, { id });
  if (!race) {
    const advice = 'The query `races` lists those that there are.';
    throw new CommandFailure('The server has no such race.', advice, EXIT_CODES.BAD_INPUT);
  }
  const answer = await api.request<{ race: { spec: object } }>(RACE_SPEC, { id });
  const runs: object[] = [];
  // One by one: all blocks of all runs are more than one answer should hold.
  for (const run of race.runs) runs.push((await api.request<{ run: object }>(RUN_RECORD, { id: run.id })).run);
  return makeRecord(race, answer.race.spec, runs);
}
