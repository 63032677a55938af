/** From a bare clone to a verdict: set-up, a server, one race through its API, and what to try next. */
import type { Configuration } from '../config';
import type { SetupEvent, SetupOutcome } from '../environments/setup-event';
import { localAddress } from './api/address';
import { createApiClient, type ApiClient } from './api/client';
import { ENGINES } from './api/documents';
import type { EngineView, RaceView, StartRaceInput } from './api/types';
import { conductRace, type ConductedRace } from './conduct-race';
import { answers } from './connection';
import { curlForEngines, curlForRace } from './curl';
import { EXIT_CODES, reportFailure, type ExitCode } from './failure';
import { probePort } from './port';
import { showSetup } from './progress/setup-progress';
import { renderFailure } from './render/failure';
import { renderRace } from './render/race-report';
import { serveUntilInterrupted, stopInTime } from './serving';
import { startApp } from './start-app';
import { note, print, printDocument, type Terminal } from './terminal';

export interface Quickstart {
  readonly configuration: Configuration;
  readonly terminal: Terminal;
  /** The work of set-up, which happens while it is read. */
  readonly setup: AsyncIterable<SetupEvent>;
  /** Null leaves the race out. */
  readonly race: StartRaceInput | null;
  readonly json: boolean;
  /** Called when everything is shown. */
  readonly onShown?: () => void;
  /** Ends it as Ctrl-C does. */
  readonly until?: AbortSignal;
}

/** Resolves after Ctrl-C (or at once, where another server already serves) with the exit code. */
export async function quickstart(wanted: Quickstart): Promise<ExitCode> {
  const { configuration, terminal, until } = wanted;
  const running = createApiClient(localAddress(configuration), configuration.token ?? undefined);
  if (await answers(running)) {
    note(terminal, `A Photofinish server already serves at ${running.address}: using it.`);
    const outcomes = await setUp(wanted);
    return (await raceAndShow(wanted, running, outcomes)).exitCode;
  }
  const port = await choosePort(configuration, terminal);
  const outcomes = await setUp(wanted);
  const app = await startApp({ ...configuration, port, logLevel: quieter(configuration.logLevel) });
  const address = localAddress({ host: configuration.host, port: Number(new URL(app.url).port || 80) });
  const api = createApiClient(address, configuration.token ?? undefined);
  note(terminal, `${terminal.colors.green('✓')} serving at ${api.address}`);
  const { exitCode, leave } = await raceAndShow(wanted, api, outcomes).catch(async (error: unknown) => {
    await stopInTime(app);
    throw error;
  });
  if (leave) {
    await stopInTime(app);
    return exitCode;
  }
  note(terminal, terminal.colors.dim('The server stays up. Ctrl-C stops it.'));
  wanted.onShown?.();
  await serveUntilInterrupted(app, terminal, { until });
  return EXIT_CODES.OK;
}

/** Its log would drown the progress; who asks for more than the usual gets it. */
function quieter(level: Configuration['logLevel']): Configuration['logLevel'] {
  return level === 'info' ? 'warn' : level;
}

/** A taken port is no reason to give up: another one does, and the sentence says so before the long part begins. */
async function choosePort({ host, port }: Configuration, terminal: Terminal): Promise<number> {
  if ((await probePort(host, port)) !== 'taken') return port;
  note(terminal, `Port ${port} is taken by another program: serving on a free port instead. Set PORT to choose one.`);
  return 0;
}

async function setUp({ terminal, setup }: Quickstart): Promise<readonly SetupOutcome[]> {
  note(terminal, terminal.colors.bold('Setting up the engines'));
  const outcomes = await showSetup(terminal, setup);
  const failed = outcomes.filter(({ outcome }) => outcome === 'failed').length;
  if (failed > 0) note(terminal, 'Going on with what is there. `photofinish doctor` tells more.');
  return outcomes;
}

/** `leave`: Ctrl-C came during the race, so nobody wants a server that stays up. */
async function raceAndShow(
  wanted: Quickstart,
  api: ApiClient,
  setup: readonly SetupOutcome[],
): Promise<{ readonly exitCode: ExitCode; readonly leave: boolean }> {
  const { terminal, configuration } = wanted;
  const conducted = await raceWhatIsThere(wanted, api);
  const race = conducted?.race ?? null;
  const asks = configuration.auth.kind !== 'none';
  const curl = race ? curlForRace(api.address, race.id, asks) : curlForEngines(api.address, asks);
  if (wanted.json) printDocument(terminal, { url: api.address, curl, setup, race });
  else print(terminal, renderOutcome(terminal, api, race, curl));
  const exitCode = conducted?.interrupted ? EXIT_CODES.INTERRUPTED : EXIT_CODES.OK;
  return { exitCode, leave: conducted?.interrupted ?? false };
}

function renderOutcome({ colors }: Terminal, api: ApiClient, race: RaceView | null, curl: string): string {
  const report = race ? `\n${renderRace(race, colors)}\n` : '';
  const address = `The API, and a page to try it on: ${colors.bold(api.address)}`;
  return `${report}\n${address}\n${race ? 'The same answer' : 'A first question'} by curl:\n\n  ${curl}\n`;
}

/** Null where nothing was raced; why is said. A race that is refused ends nothing else. */
async function raceWhatIsThere({ race, terminal }: Quickstart, api: ApiClient): Promise<ConductedRace | null> {
  if (!race) return null;
  try {
    const entrants = await availableEntrants(race.entrants, api, terminal);
    if (entrants.length === 0) {
      note(terminal, 'None of the engines of the first race is there: the race is left out.');
      return null;
    }
    note(
      terminal,
      terminal.colors.bold(`Racing ${entrants.map(({ engine }) => engine).join(' against ')} on ${race.workload}`),
    );
    return await conductRace(api, { ...race, entrants }, terminal);
  } catch (error) {
    const failure = reportFailure(error);
    if (failure) note(terminal, renderFailure(failure, terminal.colors));
    return null;
  }
}

async function availableEntrants(
  entrants: StartRaceInput['entrants'],
  api: ApiClient,
  terminal: Terminal,
): Promise<StartRaceInput['entrants']> {
  note(terminal, terminal.colors.dim('Looking at the engines'));
  const { engines } = await api.request<{ engines: readonly EngineView[] }>(ENGINES);
  return entrants.filter(({ engine: id }) => {
    const engine = engines.find((candidate) => candidate.id === id);
    if (engine?.available) return true;
    note(
      terminal,
      `${terminal.colors.yellow('!')} ${id} cannot race: ${engine?.unavailableReason ?? 'this server does not know it.'}`,
    );
    return false;
  });
}
