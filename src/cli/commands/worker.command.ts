import * as os from 'node:os';
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { requireShared } from '../shared-database';
import { startApp } from '../start-app';
import { serveUntilInterrupted } from '../serving';
import { print, printDocument, type Terminal } from '../terminal';

interface WorkerOptions {
  readonly labels?: string;
  readonly json?: boolean;
}

/** `photofinish worker`: measures what servers accept, until Ctrl-C. */
export function addWorkerCommand(program: Command, terminal: Terminal): void {
  program
    .command('worker')
    .description('measure, on this machine, the races that servers on the same database accept')
    .option('--labels <labels>', 'what races may ask for, separated by commas: gpu,h200 (default: PHOTOFINISH_LABELS)')
    .option('--json', 'print one JSON document when it is ready')
    .action((options: WorkerOptions) => work(configured(options), options, terminal));
}

function configured({ labels }: WorkerOptions): Configuration {
  return loadConfiguration(undefined, labels === undefined ? {} : { PHOTOFINISH_LABELS: labels });
}

async function work(configuration: Configuration, options: WorkerOptions, terminal: Terminal): Promise<void> {
  requireShared(configuration, 'worker');
  const { labels } = configuration;
  const app = await startApp(configuration, { role: 'measure' });
  const name = os.hostname();
  if (options.json) printDocument(terminal, { host: name, labels });
  else {
    const carried = labels.length === 0 ? 'without labels' : `with the labels ${labels.join(', ')}`;
    const how = terminal.colors.dim('(Ctrl-C stops it)');
    print(terminal, `Photofinish measures on ${terminal.colors.bold(name)} ${carried}  ${how}`);
  }
  await serveUntilInterrupted(app, terminal, configuration);
}
