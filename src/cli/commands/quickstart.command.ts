import type { Command } from 'commander';
import { loadConfiguration } from '../../config';
import { packageRoot } from '../../engines/worker-path';
import { setUpEngines } from '../../environments/setup';
import type { StartRaceInput } from '../api/types';
import { quickstart } from '../quickstart';
import { abortOnInterrupt } from '../signals';
import type { Terminal } from '../terminal';

/** The question of the first minute: which is faster here, TensorFlow or PyTorch? */
const FIRST_RACE: StartRaceInput = {
  workload: 'lstm',
  // Small enough that a slow machine too has eight rounds of it in a minute, and so an answer.
  parameters: [
    { name: 'units', value: 64 },
    { name: 'sequenceLength', value: 32 },
  ],
  task: 'TRAINING',
  effort: 'QUICK',
  entrants: [{ engine: 'pytorch' }, { engine: 'tensorflow' }],
  label: 'quickstart',
};

interface QuickstartOptions {
  /** False by `--no-race`. */
  readonly race: boolean;
  readonly json?: boolean;
}

/** `photofinish quickstart`: set-up, server, a first race. */
export function addQuickstartCommand(program: Command, terminal: Terminal): void {
  program
    .command('quickstart')
    .description('set everything up, serve, and race PyTorch against TensorFlow once')
    .option('--no-race', 'leave the race out')
    .option('--json', 'print the outcome as one JSON document')
    .action(async (options: QuickstartOptions) => {
      process.exitCode = await run(options, terminal);
    });
}

async function run(options: QuickstartOptions, terminal: Terminal): Promise<number> {
  const configuration = loadConfiguration();
  const { cacheDirectory } = configuration;
  const setup = untilInterrupted((signal) =>
    setUpEngines({ packageRoot: packageRoot(), cacheDirectory, include: 'engines', signal }),
  );
  return quickstart({
    configuration,
    terminal,
    setup,
    race: options.race ? FIRST_RACE : null,
    json: options.json ?? false,
  });
}

/** Ctrl-C ends the work while it lasts, and only then. */
async function* untilInterrupted<Event>(work: (signal: AbortSignal) => AsyncIterable<Event>): AsyncGenerator<Event> {
  const { signal, release } = abortOnInterrupt();
  try {
    yield* work(signal);
  } finally {
    release();
  }
}
