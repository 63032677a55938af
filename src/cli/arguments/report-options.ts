/** The options of `photofinish report`, and how they become the input of `startReport`. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import type { StartReportInput } from '../api/report-types';
import * as path from 'node:path';
import type { ServerOptions } from './server-options';
import { parseInteger, parseSeconds } from './values';
import { WORDS, words } from './words';

export interface ReportOptions extends ServerOptions {
  readonly engines?: readonly string[];
  readonly claims?: readonly string[];
  readonly effort?: string;
  readonly device?: string;
  /** Seconds. */
  readonly budget?: number;
  readonly seed?: number;
  readonly label?: string;
  readonly project?: string;
  readonly output?: string;
  readonly json?: boolean;
}

export function addReportOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '-e, --engines <list>',
        'who races, separated by commas (default: pytorch,tensorflow,keras)',
      ).argParser(parseIds),
    )
    .addOption(new Option('--claims <list>', 'which claims, separated by commas (default: all)').argParser(parseIds))
    .addOption(
      words(
        '--effort <effort>',
        'how long to measure: quick takes half an hour to three quarters, standard one to six hours',
        WORDS.effort,
      ),
    )
    .addOption(words('--device <kind>', 'where to run', WORDS.device))
    .option('--budget <time>', 'longest time to measure one race: 90s or 2m', parseSeconds)
    .option('--seed <number>', 'same seed, same weights, inputs and schedule', parseInteger)
    .option('--label <text>', 'a name to find the report by')
    .option('--project <id>', 'whose report it is (default: the only project of the credentials, or none)')
    .option('-o, --output <file>', 'write the report as one page (.html) or as text (.md)', parseReportFile);
}

/** What stands in it goes by its ending. */
export function parseReportFile(text: string): string {
  if (['.html', '.md'].includes(path.extname(text).toLowerCase())) return text;
  throw new InvalidArgumentError('This must be a file that ends with .html or .md.');
}

export function parseIds(text: string): readonly string[] {
  const ids = text.split(',').map((id) => id.trim());
  if (ids.includes('')) throw new InvalidArgumentError('This must be names, separated by commas.');
  return ids;
}

/** What was not given is left out, so that the server's defaults hold. */
export function toStartReportInput(options: ReportOptions): StartReportInput {
  const { engines, claims, effort, device, budget: raceBudgetSeconds, seed, label, project } = options;
  const given = { engines, claims, effort, device, raceBudgetSeconds, seed, label, project };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
