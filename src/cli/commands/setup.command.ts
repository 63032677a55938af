import type { Command } from 'commander';
import { loadConfiguration, type Configuration } from '../../config';
import { packageRoot } from '../../engines/worker-path';
import { setUpEngines } from '../../environments/setup';
import { EXIT_CODES, type ExitCode } from '../failure';
import { showSetup } from '../progress/setup-progress';
import { abortOnInterrupt } from '../signals';
import { printDocument, type Terminal } from '../terminal';

interface SetupCommandOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

/** `photofinish setup`: everything that the engines need beyond Node's packages. */
export function addSetupCommand(program: Command, terminal: Terminal): void {
  program
    .command('setup')
    .description("make the engines' environments and the native binding; what is there already stays")
    .option('--all', 'also what only tests and checks need')
    .option('--json', 'print how each part ended as one JSON document')
    .action(async (options: SetupCommandOptions) => {
      process.exitCode = await setUp(loadConfiguration(), options, terminal);
    });
}

/** 1 where a part failed: the others are there all the same. */
async function setUp(
  configuration: Configuration,
  options: SetupCommandOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  const { signal, release } = abortOnInterrupt();
  try {
    const outcomes = await showSetup(
      terminal,
      setUpEngines({
        packageRoot: packageRoot(),
        cacheDirectory: configuration.cacheDirectory,
        include: options.all ? 'all' : 'engines',
        signal,
      }),
    );
    if (options.json) printDocument(terminal, outcomes);
    return outcomes.some(({ outcome }) => outcome === 'failed') ? EXIT_CODES.FAILURE : EXIT_CODES.OK;
  } finally {
    release();
  }
}
