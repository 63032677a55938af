import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { addReportOptions, toStartReportInput, type ReportOptions } from '../arguments/report-options';
import { addServerOptions } from '../arguments/server-options';
import { conductReport, exitCodeFor } from '../conduct-report';
import { connect, noteWhere, noteWhom } from '../connection';
import { requireWritable } from '../output-file';
import { renderReport } from '../render/report-answers';
import { withoutTexts, writeTexts } from '../report-file';
import { print, printDocument, type Terminal } from '../terminal';

const EXAMPLES = `
Examples:
  photofinish report --effort quick --output report.html
  photofinish report --claims rnn-speed,keras-overhead --engines pytorch,tensorflow,keras,jax --effort standard`;

/** `photofinish report`: the claims of the article, answered on this machine. */
export function addReportCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('report')
    .description('measure what is claimed of TensorFlow, PyTorch and Keras, and answer each claim');
  addServerOptions(addReportOptions(command))
    .option('--json', 'print the report as one JSON document')
    .addHelpText('after', EXAMPLES)
    .action(async (options: ReportOptions) => {
      process.exitCode = await report(loadConfiguration(), options, terminal);
    });
}

async function report(configuration: Configuration, options: ReportOptions, terminal: Terminal): Promise<number> {
  await requireWritable(options.output, 'report');
  const connection = await connect(configuration, options);
  try {
    noteWhom(terminal, connection, 'report');
    const conducted = await conductReport(connection.api, toStartReportInput(options), terminal);
    if (options.output !== undefined)
      await writeTexts(conducted.report, { file: options.output, what: 'report' }, terminal);
    if (options.json) printDocument(terminal, withoutTexts(conducted.report));
    else print(terminal, renderReport(conducted.report, terminal.colors));
    noteWhere(terminal, connection, `Report ${conducted.report.id}`);
    return exitCodeFor(conducted);
  } finally {
    await connection.close();
  }
}
