import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { SWEEP_CHART } from '../api/documents';
import { addRaceOptions } from '../arguments/race-options';
import { addServerOptions } from '../arguments/server-options';
import { addSweepOptions, toStartSweepInput, type SweepOptions } from '../arguments/sweep-options';
import { writeChart } from '../chart-file';
import { conductSweep, exitCodeFor } from '../conduct-sweep';
import { connect, noteWhere, noteWhom } from '../connection';
import { requireWritable } from '../output-file';
import { renderSweep } from '../render/sweep-report';
import { print, printDocument, type Terminal } from '../terminal';

const EXAMPLES = `
Examples:
  photofinish sweep mlp --over batch-size --values 1,8,64,256 --entrants pytorch,onnxruntime-node --effort quick
  photofinish sweep lstm --over units --values 32,128,512 --entrants pytorch,tensorflow --task training`;

/** `photofinish sweep`: the same race at several values, and where the order changes. */
export function addSweepCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('sweep <workload>')
    .description('race engines at several values of one thing, and say where the order changes');
  addServerOptions(addRaceOptions(addSweepOptions(command)))
    .option('--json', 'print the sweep as one JSON document')
    .option('--chart <file>', 'write what it says as a chart into this file, as SVG')
    .addHelpText('after', EXAMPLES)
    .action(async (workload: string, options: SweepOptions) => {
      process.exitCode = await sweep(loadConfiguration(), workload, options, terminal);
    });
}

async function sweep(
  configuration: Configuration,
  workload: string,
  options: SweepOptions,
  terminal: Terminal,
): Promise<number> {
  await requireWritable(options.chart, 'chart');
  const connection = await connect(configuration, options);
  try {
    noteWhom(terminal, connection, 'sweep');
    const conducted = await conductSweep(connection.api, toStartSweepInput(workload, options), terminal);
    if (options.json) printDocument(terminal, conducted.sweep);
    else print(terminal, renderSweep(conducted.sweep, terminal.colors));
    await writeChart(connection.api, { document: SWEEP_CHART, id: conducted.sweep.id }, options.chart, terminal);
    noteWhere(terminal, connection, `Sweep ${conducted.sweep.id}`);
    return exitCodeFor(conducted);
  } finally {
    await connection.close();
  }
}
