import { readFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import type { StartRaceInput } from '../api/types';
import { conductRace, exitCodeFor } from '../conduct-race';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect, noteWhere } from '../connection';
import { CommandFailure, EXIT_CODES, type ExitCode } from '../failure';
import { agreementWith } from '../record/agreement';
import { readRecord, type RaceRecord } from '../record/race-record';
import { renderAgreement } from '../render/agreement';
import { renderRace } from '../render/race-report';
import { note, print, printDocument, type Terminal } from '../terminal';

interface ReplayOptions extends ServerOptions {
  readonly project?: string;
  readonly json?: boolean;
}

/** `photofinish replay`: the race of a record again, here, and whether it says the same. */
export function addReplayCommand(program: Command, terminal: Terminal): void {
  addServerOptions(program.command('replay <file>'))
    .description('run a recorded race again and say whether the new result agrees; ends with 1 where it does not')
    .option('--project <id>', 'whose race the new one is')
    .option('--json', 'print the new race and the agreement as one JSON document')
    .action(async (file: string, options: ReplayOptions) => {
      process.exitCode = await replay(loadConfiguration(), await recordIn(file), options, terminal);
    });
}

async function recordIn(file: string): Promise<RaceRecord> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch {
    throw new CommandFailure('This file cannot be read.', 'Give the path of a record.', EXIT_CODES.BAD_INPUT);
  }
  return readRecord(text);
}

async function replay(
  configuration: Configuration,
  record: RaceRecord,
  options: ReplayOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const connection = await connect(configuration, options);
  try {
    note(terminal, terminal.colors.dim(`Running ${record.race.id} again.`));
    // Whether it still is an input that the server takes is the server's to say.
    const project = options.project === undefined ? {} : { project: options.project };
    const label = `replay of ${record.race.id}`;
    const input = { ...record.spec, label, ...project } as unknown as StartRaceInput;
    const conducted = await conductRace(connection.api, input, terminal);
    const { race } = conducted;
    if (race.status !== 'FINISHED') {
      print(terminal, renderRace(race, terminal.colors));
      return exitCodeFor(conducted);
    }
    const agreement = await agreementWith(connection.api, record, race);
    if (options.json) printDocument(terminal, { race, agreement });
    else print(terminal, `${renderRace(race, terminal.colors)}\n\n${renderAgreement(agreement, terminal.colors)}`);
    noteWhere(terminal, connection, `Race ${race.id}`);
    return agreement.agrees === false ? EXIT_CODES.FAILURE : EXIT_CODES.OK;
  } finally {
    await connection.close();
  }
}
