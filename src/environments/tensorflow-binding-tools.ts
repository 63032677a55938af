/** Runs the programs that compile the TensorFlow addon, keeping the end of what they print. */
import { spawn } from 'node:child_process';

const KEPT_CHARACTERS = 8192;
/** Compiling takes ten seconds; a download of headers that hangs must not hold set-up for ever. */
const TIME_LIMIT_MILLISECONDS = 600_000;

/** The addon cannot be built; the message is whole sentences for the user. */
export class TensorflowBindingError extends Error {
  override readonly name = 'TensorflowBindingError';
  constructor(
    message: string,
    /** Last lines of the failing program; may be empty. */
    readonly outputTail: string = '',
  ) {
    super(message);
  }
}

export interface BuildToolOptions {
  readonly directory: string;
  readonly signal: AbortSignal | undefined;
}

/**
 * Resolves when the program ends with 0; else throws `TensorflowBindingError`. On abort or after ten minutes the
 * program is ended together with the compilers that it started (it leads a process group of its own).
 */
export function runBuildTool(command: string, args: readonly string[], options: BuildToolOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    if (options.signal?.aborted)
      return reject(new TensorflowBindingError('Building the TensorFlow addon was interrupted.'));
    const child = spawn(command, args, { cwd: options.directory, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    let tail = '';
    const keep = (chunk: Buffer): void => {
      tail = (tail + chunk.toString()).slice(-KEPT_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const stop = (): void => {
      if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGKILL');
    };
    const timer = setTimeout(stop, TIME_LIMIT_MILLISECONDS);
    options.signal?.addEventListener('abort', stop, { once: true });
    const settle = (error: TensorflowBindingError | null): void => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
      if (error) reject(error);
      else resolve();
    };
    child.once('error', (error) =>
      settle(new TensorflowBindingError(`${command} cannot be started: ${error.message}.`)),
    );
    child.once('close', (code, signal) => {
      if (code === 0) return settle(null);
      const ending = signal === null ? `exit code ${code}` : `signal ${signal}`;
      settle(
        new TensorflowBindingError(`Building the TensorFlow addon failed (${ending}); its last lines say why.`, tail),
      );
    });
  });
}
