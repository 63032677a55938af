/** Starts a sweep on a server, shows its races one after the other, and comes back with what they say together. */
import type { ApiClient } from './api/client';
import { CANCEL_SWEEP, START_SWEEP, SWEEP } from './api/documents';
import type { StartedSweep, StartSweepInput, SweepView } from './api/sweep-types';
import { showUntilOver } from './conduct-race';
import { CommandFailure, EXIT_CODES, type ExitCode } from './failure';
import { createRaceProgress, type RaceProgress } from './progress/race-progress';
import { onInterrupt } from './signals';
import { sweptName } from './swept-name';
import { note, type Terminal } from './terminal';

export interface ConductedSweep {
  readonly sweep: SweepView;
  /** Ctrl-C came while it went on, and the server was asked to cancel it. */
  readonly interrupted: boolean;
}

/**
 * Resolves when all of its races are over, also where they failed or were cancelled. Ctrl-C cancels those that are not,
 * and what was measured is kept. Throws `ApiError` where the server refuses it, `CommandFailure` where it goes away.
 */
export async function conductSweep(
  api: ApiClient,
  input: StartSweepInput,
  terminal: Terminal,
): Promise<ConductedSweep> {
  const { startSweep } = await api.request<{ startSweep: StartedSweep }>(START_SWEEP, { input });
  const { id, points } = startSweep;
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
    note(terminal, 'Cancelling the sweep; what was measured is kept. Ctrl-C again leaves at once.');
    api
      .request(CANCEL_SWEEP, { id })
      .catch((error: Error) => note(terminal, `It could not be cancelled: ${error.message}`));
  });
  try {
    for (const [index, { value, race }] of points.entries()) {
      const progress = interrupted ? SILENT : createRaceProgress(terminal, race.runs);
      if (!interrupted) note(terminal, `${sweptName(input)} ${value} (${index + 1} of ${points.length})`);
      await showUntilOver(api, race.id, progress).finally(() => progress.stop());
    }
    return { sweep: await readSweep(api, id), interrupted };
  } finally {
    release();
  }
}

/** Of races that are being cancelled. */
const SILENT: RaceProgress = { show: () => undefined, say: () => undefined, stop: () => undefined };

async function readSweep(api: ApiClient, id: string): Promise<SweepView> {
  const { sweep } = await api.request<{ sweep: SweepView | null }>(SWEEP, { id });
  if (!sweep) throw new CommandFailure('The sweep was deleted while it went on.', null);
  return sweep;
}

/** 0 when every race finished; what Ctrl-C ended has the shell's number for that; else 1. */
export function exitCodeFor({ sweep, interrupted }: ConductedSweep): ExitCode {
  if (sweep.points.every(({ race }) => race?.status === 'FINISHED')) return EXIT_CODES.OK;
  return interrupted ? EXIT_CODES.INTERRUPTED : EXIT_CODES.FAILURE;
}
