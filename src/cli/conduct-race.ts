/** Starts a race on a server, shows it while it goes on, and comes back with how it ended. */
import { CANCEL_RACE, RACE, START_RACE } from './api/documents';
import type { ApiClient } from './api/client';
import { followRace } from './api/race-events';
import type { RaceView, StartRaceInput } from './api/types';
import { CommandFailure, EXIT_CODES, type ExitCode } from './failure';
import { createRaceProgress, type RaceProgress } from './progress/race-progress';
import type { NamedRun } from './progress/race-picture';
import { onInterrupt } from './signals';
import type { Terminal } from './terminal';

export interface ConductedRace {
  readonly race: RaceView;
  /** Ctrl-C came while it went on, and the server was asked to cancel it. */
  readonly interrupted: boolean;
}

interface StartedRace {
  readonly id: string;
  readonly runs: readonly NamedRun[];
}

/**
 * Resolves when the race is over, also when it failed or was cancelled. Ctrl-C cancels it, and what was measured is
 * kept. Throws `ApiError` where the server refuses it, `CommandFailure` where the server goes away.
 */
export async function conductRace(api: ApiClient, input: StartRaceInput, terminal: Terminal): Promise<ConductedRace> {
  const { startRace } = await api.request<{ startRace: StartedRace }>(START_RACE, { input });
  const progress = createRaceProgress(terminal, startRace.runs);
  let interrupted = false;
  const release = onInterrupt(() => {
    interrupted = true;
    progress.say('Cancelling the race; what was measured is kept. Ctrl-C again leaves at once.');
    cancel(api, startRace.id).catch((error: Error) => progress.say(`It could not be cancelled: ${error.message}`));
  });
  try {
    await showUntilOver(api, startRace.id, progress);
  } finally {
    release();
    progress.stop();
  }
  return { race: await readRace(api, startRace.id), interrupted };
}

/** Throws `CommandFailure` where the server goes away. */
export async function showUntilOver(api: ApiClient, raceId: string, progress: RaceProgress): Promise<void> {
  const onReconnect = () => progress.say('The connection to the server is lost; trying again.');
  for await (const event of followRace(api, raceId, { onReconnect })) progress.show(event);
}

async function cancel(api: ApiClient, id: string): Promise<void> {
  await api.request(CANCEL_RACE, { id });
}

async function readRace(api: ApiClient, id: string): Promise<RaceView> {
  const { race } = await api.request<{ race: RaceView | null }>(RACE, { id });
  if (!race) throw new CommandFailure('The race was deleted while it went on.', null);
  return race;
}

/** 0 when it finished; what Ctrl-C ended has the shell's number for that; else 1. */
export function exitCodeFor({ race, interrupted }: ConductedRace): ExitCode {
  if (race.status === 'FINISHED') return EXIT_CODES.OK;
  return interrupted ? EXIT_CODES.INTERRUPTED : EXIT_CODES.FAILURE;
}
