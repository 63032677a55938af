/** Starts a sweep on a server, shows its races one after the other, and comes back with what they say together. */
import type { ApiClient } from './api/client';
import { CANCEL_SWEEP, START_SWEEP, SWEEP } from './api/documents';
import type { StartedSweep, StartSweepInput, SweepView } from './api/sweep-types';
import { conductGroup } from './conduct-group';
import { CommandFailure, EXIT_CODES, type ExitCode } from './failure';
import { sweptName } from './swept-name';
import type { Terminal } from './terminal';

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
  const races = points.map(({ value, race }) => ({ ...race, title: `${sweptName(input)} ${value}` }));
  const interrupted = await conductGroup(api, { what: 'sweep', id, cancel: CANCEL_SWEEP, races }, terminal);
  return { sweep: await readSweep(api, id), interrupted };
}

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
