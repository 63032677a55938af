import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { REPORT_COMPARISON } from '../api/documents';
import type { ReportComparisonView } from '../api/report-types';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect } from '../connection';
import { requireWritable, writeOutput } from '../output-file';
import { note, print, printDocument, type Terminal } from '../terminal';

interface Options extends ServerOptions {
  readonly json?: boolean;
  readonly output?: string;
}

/** `photofinish compare-reports`: what became of each claim, on another machine or at another time. */
export function addCompareReportsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('compare-reports')
    .description('show which answers of two reports are the same, and what changed')
    .argument('<baseline>', 'id of the first report')
    .argument('<candidate>', 'id of the second report')
    .option('--output <file>', 'write the whole comparison to this file, as Markdown');
  addServerOptions(command)
    .option('--json', 'print the comparison as one JSON document')
    .action((baseline: string, candidate: string, options: Options) =>
      compare(loadConfiguration(), { baseline, candidate }, options, terminal),
    );
}

async function compare(
  configuration: Configuration,
  ids: { readonly baseline: string; readonly candidate: string },
  options: Options,
  terminal: Terminal,
): Promise<void> {
  await requireWritable(options.output, 'comparison');
  const connection = await connect(configuration, options);
  try {
    const { reportComparison } = await connection.api.request<{ reportComparison: ReportComparisonView }>(
      REPORT_COMPARISON,
      ids,
    );
    const { markdown, ...rest } = reportComparison;
    if (options.output !== undefined) {
      await writeOutput(options.output, 'comparison', markdown);
      note(terminal, `Written: ${options.output}`);
    }
    if (options.json) printDocument(terminal, rest);
    else print(terminal, render(reportComparison, terminal));
  } finally {
    await connection.close();
  }
}

const MARKS = { true: '=', false: '≠', null: '?' } as const;

function render({ sentence, claims }: ReportComparisonView, { colors }: Terminal): string {
  const lines = claims.map(
    ({ statement, agree, sentence: said }) => `${colors.bold(MARKS[`${agree}`])} ${statement}\n  ${said}`,
  );
  return [sentence, ...lines].join('\n');
}
