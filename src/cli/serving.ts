/** Stays up until Ctrl-C, then stops in order. */
import type { App } from '../app';
import { inTime } from '../in-time';
import { CommandFailure } from './failure';
import { interrupted } from './signals';
import { note, type Terminal } from './terminal';

const STOP_TIMEOUT_MILLISECONDS = 8_000;

/**
 * Resolves when the server has stopped. `until` ends it as Ctrl-C does; after SIGTERM the round in hand has
 * `drainSeconds` to come to its end. Throws when it does not stop in time.
 */
export async function serveUntilInterrupted(
  app: App,
  terminal: Terminal,
  { until, drainSeconds = 0 }: { readonly until?: AbortSignal | undefined; readonly drainSeconds?: number } = {},
): Promise<void> {
  const signal = await interrupted(until);
  note(terminal, 'Stopping. Ctrl-C again leaves at once.');
  await stopInTime(app, signal === 'SIGTERM' ? 1000 * drainSeconds : 0);
}

/** Stops the server, or throws `CommandFailure` where it takes too long. */
export async function stopInTime(app: App, drainMilliseconds = 0): Promise<void> {
  const patience = STOP_TIMEOUT_MILLISECONDS + drainMilliseconds;
  const end = await inTime(app.stop(drainMilliseconds), patience, 'too long' as const);
  if (end === 'too long')
    throw new CommandFailure('The server did not stop in time and was ended.', 'What was measured is kept.');
}
