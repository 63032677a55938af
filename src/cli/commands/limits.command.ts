import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import type { ApiClient } from '../api/client';
import { MEASURE_LIMITS, PROFILE_LIMITS } from '../api/documents';
import type { LimitedMachineView, LimitView } from '../api/types';
import { parseInteger } from '../arguments/values';
import { WORDS, words } from '../arguments/words';
import { addServerOptions, type ServerOptions } from '../arguments/server-options';
import { connect } from '../connection';
import { CommandFailure } from '../failure';
import { renderLimits } from '../render/limits-table';
import { note, print, printDocument, type Terminal } from '../terminal';

interface LimitsOptions extends ServerOptions {
  readonly device?: string;
  readonly precision?: string;
  readonly threads?: number;
  readonly json?: boolean;
}

const POLL_MILLISECONDS = 1000;
/** Every engine multiplies, some of them slowly, and races go first. */
const PATIENCE_MILLISECONDS = 30 * 60_000;

/** `photofinish limits`: what can this machine do at most? */
export function addLimitsCommand(program: Command, terminal: Terminal): void {
  addServerOptions(program.command('limits'))
    .description('measure what this machine can do at most: its fastest matrix product and its memory')
    .addOption(words('--device <kind>', 'of what', WORDS.device))
    .addOption(words('--precision <precision>', 'in which arithmetic', WORDS.precision))
    .option('--threads <count>', 'with how many threads (default: all)', parseInteger)
    .option('--json', 'print the limits as one JSON document')
    .action((options: LimitsOptions) => limits(loadConfiguration(), options, terminal));
}

async function limits(configuration: Configuration, options: LimitsOptions, terminal: Terminal): Promise<void> {
  const connection = await connect(configuration, options);
  try {
    const { device, precision, threads } = options;
    const given = Object.entries({ device, precision, threads }).filter(([, value]) => value !== undefined);
    const input = Object.fromEntries(given);
    const answer = await connection.api.request<{ measureLimits: LimitedMachineView }>(MEASURE_LIMITS, { input });
    note(terminal, terminal.colors.dim('Every engine multiplies matrices; this takes a minute or two.'));
    const machine = await measured(connection.api, answer.measureLimits);
    if (options.json) printDocument(terminal, machine.limits);
    else print(terminal, renderLimits(machine, terminal.colors));
  } finally {
    await connection.close();
  }
}

/** Once the machine has a measurement that it had not before. */
async function measured(api: ApiClient, before: LimitedMachineView): Promise<LimitedMachineView> {
  const known = new Set(before.limits.map(moment));
  for (const deadline = Date.now() + PATIENCE_MILLISECONDS; Date.now() < deadline;) {
    const { node } = await api.request<{ node: LimitedMachineView | null }>(PROFILE_LIMITS, { id: before.id });
    if (node?.limits.some((limit) => !known.has(moment(limit)))) return node;
    await sleep(POLL_MILLISECONDS);
  }
  throw new CommandFailure('The limits were not measured in half an hour.', "The server's log may say why.");
}

const moment = ({ device, precision, threads, measuredAt }: LimitView) =>
  [device, precision, threads, measuredAt].join(' ');
