import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { ENGINES } from '../api/documents';
import type { EngineView } from '../api/types';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect } from '../connection';
import { renderEngines } from '../render/engines-table';
import { print, printDocument, type Terminal } from '../terminal';

interface EnginesOptions extends ServerOptions {
  readonly json?: boolean;
}

/** `photofinish engines`: which engines there are, and why one cannot race. */
export function addEnginesCommand(program: Command, terminal: Terminal): void {
  addServerOptions(program.command('engines'))
    .description('list the engines, their versions and devices, and why one is unavailable')
    .option('--json', 'print them as one JSON document')
    .action((options: EnginesOptions) => listEngines(loadConfiguration(), options, terminal));
}

async function listEngines(configuration: Configuration, options: EnginesOptions, terminal: Terminal): Promise<void> {
  const connection = await connect(configuration, options);
  try {
    const { engines } = await connection.api.request<{ engines: readonly EngineView[] }>(ENGINES);
    if (options.json) printDocument(terminal, engines);
    else print(terminal, renderEngines(engines, terminal.colors));
  } finally {
    await connection.close();
  }
}
