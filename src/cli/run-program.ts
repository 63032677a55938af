/** Runs the parsed command and turns whatever it throws into a sentence and an exit code. */
import type { Command } from 'commander';
import { EXIT_CODES, reportFailure, type FailureReport } from './failure';
import { renderFailure } from './render/failure';
import { note, printDocument, type Terminal } from './terminal';

/**
 * Resolves with the exit code: the one that the command set, or that of its failure. With `--json` a failure is the
 * document on standard output, besides the sentence on standard error.
 */
export async function runProgram(program: Command, argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await program.parseAsync([...argv]);
    return Number(process.exitCode ?? EXIT_CODES.OK);
  } catch (thrown) {
    const failure = reportFailure(thrown);
    if (!failure) return EXIT_CODES.OK;
    showFailure(terminal, failure, argv.includes('--json'));
    return failure.exitCode;
  }
}

function showFailure(terminal: Terminal, failure: FailureReport, asJson: boolean): void {
  if (failure.message !== '') note(terminal, renderFailure(failure, terminal.colors));
  if (asJson) {
    const { code, message, field, advice } = failure;
    printDocument(terminal, { error: { code, message, field, advice } });
  }
}
