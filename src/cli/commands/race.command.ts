import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { RACE_CHART } from '../api/documents';
import { addRaceOptions, toStartRaceInput, type RaceOptions } from '../arguments/race-options';
import { writeChart } from '../chart-file';
import { conductRace, exitCodeFor } from '../conduct-race';
import { addServerOptions } from '../arguments/server-options';
import { connect, noteWhere, noteWhom } from '../connection';
import { requireWritable } from '../output-file';
import { renderRace } from '../render/race-report';
import { print, printDocument, type Terminal } from '../terminal';

const EXAMPLES = `
Examples:
  photofinish race mlp --entrants pytorch,tensorflow,onnxruntime-node
  photofinish race lstm --entrants pytorch,tensorflow:graph --task training --effort quick -p units=64
  photofinish race mlp --entrants pytorch#a,pytorch#b          (twice the same: is the method fair?)`;

/** `photofinish race`: one race, from the question to the verdict. */
export function addRaceCommand(program: Command, terminal: Terminal): void {
  const command = program.command('race <workload>').description('race engines on a workload and print the verdict');
  addServerOptions(addRaceOptions(command))
    .option('--json', 'print the race as one JSON document')
    .option('--chart <file>', 'write what it says as a chart into this file, as SVG')
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string, options: RaceOptions) => {
      process.exitCode = await race(loadConfiguration(), workload, options, terminal);
    });
}

async function race(
  configuration: Configuration,
  workload: string,
  options: RaceOptions,
  terminal: Terminal,
): Promise<number> {
  await requireWritable(options.chart, 'chart');
  const connection = await connect(configuration, options);
  try {
    noteWhom(terminal, connection, 'race');
    const conducted = await conductRace(connection.api, toStartRaceInput(workload, options), terminal);
    if (options.json) printDocument(terminal, conducted.race);
    else print(terminal, renderRace(conducted.race, terminal.colors));
    await writeChart(connection.api, { document: RACE_CHART, id: conducted.race.id }, options.chart, terminal);
    noteWhere(terminal, connection, `Race ${conducted.race.id}`);
    return exitCodeFor(conducted);
  } finally {
    await connection.close();
  }
}
