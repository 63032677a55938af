import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { REPORT_COMPARISON } from '../api/documents';
import type { ReportComparisonView } from '../api/report-types';
import { parseReportFile } from '../arguments/report-options';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect } from '../connection';
import { requireWritable } from '../output-file';
import { withoutTexts, writeTexts } from '../report-file';
import { print, printDocument, type Terminal } from '../terminal';

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
    .option('-o, --output <file>', 'write the comparison as one page (.html) or as text (.md)', parseReportFile);
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
    if (options.output !== undefined)
      await writeTexts(reportComparison, { file: options.output, what: 'comparison' }, terminal);
    if (options.json) printDocument(terminal, withoutTexts(reportComparison));
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
