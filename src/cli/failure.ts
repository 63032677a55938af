/** How a command ends badly: a sentence, what to do about it, and an exit code. Never a stack trace. */
import { CommanderError } from 'commander';
import { ConfigurationError } from '../config';
import { PhotofinishError } from '../errors';

/** What the shell sees. INTERRUPTED is the shell's own number for Ctrl-C. */
export const EXIT_CODES = { OK: 0, FAILURE: 1, BAD_INPUT: 2, INTERRUPTED: 130 } as const;
export type ExitCode = (typeof EXIT_CODES)[keyof typeof EXIT_CODES];

/** A command cannot go on, for a reason that its user can understand and mend. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    message: string,
    readonly advice: string | null,
    readonly exitCode: ExitCode = EXIT_CODES.FAILURE,
  ) {
    super(message);
  }
}

/** An answer of the server that refuses what was asked. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  constructor(
    message: string,
    /** From the server's table of error codes, such as BAD_USER_INPUT. */
    readonly code: string,
    /** Path in the input, such as `input.entrants[1].engine`. */
    readonly field: string | null,
    readonly advice: string | null,
  ) {
    super(message);
  }
}

/** A failure as facts, for `--json` and for a person alike. */
export interface FailureReport {
  readonly code: string;
  readonly message: string;
  readonly field: string | null;
  readonly advice: string | null;
  readonly exitCode: ExitCode;
}

/** Sorts whatever was thrown. Null: nothing is wrong (help and version end by an exception, too). */
export function reportFailure(thrown: unknown): FailureReport | null {
  if (thrown instanceof CommanderError) return reportCommander(thrown);
  if (thrown instanceof CommandFailure) {
    const code = thrown.exitCode === EXIT_CODES.BAD_INPUT ? 'BAD_USER_INPUT' : 'FAILED';
    return { code, message: thrown.message, field: null, advice: thrown.advice, exitCode: thrown.exitCode };
  }
  if (thrown instanceof ApiError || thrown instanceof PhotofinishError) {
    const { code, message, field, advice } = thrown;
    const exitCode = code === 'BAD_USER_INPUT' || code === 'NOT_FOUND' ? EXIT_CODES.BAD_INPUT : EXIT_CODES.FAILURE;
    return { code, message, field, advice, exitCode };
  }
  if (thrown instanceof ConfigurationError) {
    const advice = 'Correct the environment variables named above.';
    return { code: 'BAD_CONFIGURATION', message: thrown.message, field: null, advice, exitCode: EXIT_CODES.BAD_INPUT };
  }
  return { code: 'FAILED', message: firstLine(thrown), field: null, advice: null, exitCode: EXIT_CODES.FAILURE };
}

/** Of what nobody foresaw, the first line is the sentence; the rest is often a trace. */
function firstLine(thrown: unknown): string {
  const message = thrown instanceof Error && thrown.message !== '' ? thrown.message : String(thrown);
  return message.split('\n')[0] ?? message;
}

function reportCommander(error: CommanderError): FailureReport | null {
  if (error.exitCode === 0) return null;
  // Called without a command: the help that was shown is the whole answer.
  const message = error.code === 'commander.help' ? '' : error.message.replace(/^error: /, '');
  const advice = 'See `photofinish --help`, or `--help` after a command.';
  return { code: 'BAD_USER_INPUT', message, field: null, advice, exitCode: EXIT_CODES.BAD_INPUT };
}
