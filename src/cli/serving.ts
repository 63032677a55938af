/** Stays up until Ctrl-C, then stops in order. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { App } from '../app';
import { CommandFailure } from './failure';
import { interrupted } from './signals';
import { note, type Terminal } from './terminal';

const STOP_TIMEOUT_MILLISECONDS = 8_000;

/** Resolves when the server has stopped. `until` ends it as Ctrl-C does. Throws when it does not stop in time. */
export async function serveUntilInterrupted(app: App, terminal: Terminal, until?: AbortSignal): Promise<void> {
  await interrupted(until);
  note(terminal, 'Stopping. Ctrl-C again leaves at once.');
  await stopInTime(app);
}

/** Stops the server, or throws `CommandFailure` where it takes too long. */
export async function stopInTime(app: App): Promise<void> {
  const timer = new AbortController();
  const tooLong = sleep(STOP_TIMEOUT_MILLISECONDS, 'too long' as const, { signal: timer.signal });
  const end = await Promise.race([app.stop(), tooLong.catch(() => undefined)]);
  timer.abort();
  if (end === 'too long')
    throw new CommandFailure('The server did not stop in time and was ended.', 'What was measured is kept.');
}
