import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { parseAddress } from '../api/address';
import { requireShared } from '../shared-database';
import { startApp } from '../start-app';
import { serveUntilInterrupted } from '../serving';
import { print, printDocument, type Terminal } from '../terminal';

interface ServeOptions {
  readonly json?: boolean;
  /** False with --no-worker. */
  readonly worker: boolean;
}

/** `photofinish serve`: the server, until Ctrl-C. */
export function addServeCommand(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .description('serve the API and run the races that are asked for')
    .option('--no-worker', 'serve only: `photofinish worker` measures, here or on other machines')
    .option('--json', 'print the address as one JSON document')
    .action((options: ServeOptions) => serve(loadConfiguration(), options, terminal));
}

async function serve(configuration: Configuration, options: ServeOptions, terminal: Terminal): Promise<void> {
  if (!options.worker) requireShared(configuration, 'serve --no-worker');
  const app = await startApp(configuration, { role: options.worker ? 'serve-and-measure' : 'serve' });
  const address = parseAddress(app.url);
  if (options.json) printDocument(terminal, { url: address });
  else
    print(
      terminal,
      `Photofinish serves at ${terminal.colors.bold(address)}  ${terminal.colors.dim('(Ctrl-C stops it)')}`,
    );
  await serveUntilInterrupted(app, terminal, configuration);
}
