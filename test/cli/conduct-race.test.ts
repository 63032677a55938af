import { GraphQLError } from 'graphql';
import { createApiClient } from '../../src/cli/api/client';
import type { RaceView, StartRaceInput } from '../../src/cli/api/types';
import { conductRace, exitCodeFor } from '../../src/cli/conduct-race';
import { startApiServer, type ApiServer } from './support/api-server';
import { asStored, RACE } from './support/race';
import { recordedTerminal } from './support/terminal';

const INPUT: StartRaceInput = { workload: 'lstm', entrants: [{ engine: 'pytorch' }, { engine: 'tensorflow' }] };

/** A server that holds one race, which ends by itself or when it is cancelled. */
async function startRaceServer(ends: 'by itself' | 'when cancelled') {
  let race: RaceView = { ...RACE, status: 'RUNNING' };
  let received: unknown;
  let wake = () => {};
  const over = new Promise<void>((resolve) => (wake = resolve));
  const server = await startApiServer({
    fields: {
      startRace: ({ input }: { input: unknown }) => {
        received = input;
        return asStored(race);
      },
      race: () => asStored(race),
      cancelRace: () => {
        race = { ...race, status: 'CANCELLED' };
        wake();
        return asStored(race);
      },
    },
    events: async function* (after) {
      if (after < 1) yield { __typename: 'RaceStatusChanged', sequence: 1, status: 'RUNNING' };
      if (ends === 'by itself') race = { ...race, status: 'FINISHED' };
      else await over;
      yield { __typename: 'RaceStatusChanged', sequence: 2, status: race.status };
    },
  });
  return { server, received: () => received };
}

describe('conducting a race', () => {
  let server: ApiServer | undefined;
  afterEach(() => server?.close());

  it('starts it, shows it and comes back with the outcome', async () => {
    const started = await startRaceServer('by itself');
    server = started.server;
    const terminal = recordedTerminal();
    const conducted = await conductRace(createApiClient(server.address), INPUT, terminal);
    expect(started.received()).toMatchObject(INPUT);
    expect(conducted).toMatchObject({ interrupted: false, race: { status: 'FINISHED', verdict: RACE.verdict } });
    expect(conducted.race).toEqual(RACE);
    expect(exitCodeFor(conducted)).toBe(0);
    expect(terminal.written.err).toBe('  preparing weights and reference\n  finished\n');
  });

  it('cancels it at Ctrl-C, keeps what was measured, and listens to signals no longer', async () => {
    ({ server } = await startRaceServer('when cancelled'));
    const listeners = process.listenerCount('SIGINT');
    const terminal = recordedTerminal();
    const conducting = conductRace(createApiClient(server.address), INPUT, terminal);
    while (!terminal.written.err.includes('preparing')) await new Promise(setImmediate);
    process.emit('SIGINT');
    const conducted = await conducting;
    expect(conducted).toMatchObject({ interrupted: true, race: { status: 'CANCELLED', runs: RACE.runs } });
    expect(exitCodeFor(conducted)).toBe(130);
    expect(terminal.written.err).toContain('Cancelling the race; what was measured is kept.');
    expect(process.listenerCount('SIGINT')).toBe(listeners);
  });

  it('throws when the server refuses the race', async () => {
    const extensions = { code: 'BAD_USER_INPUT', field: 'input.workload', advice: 'Take mlp.' };
    const refuse = () => {
      throw new GraphQLError('There is no such workload.', { extensions });
    };
    server = await startApiServer({ fields: { startRace: refuse } });
    const conducting = conductRace(createApiClient(server.address), INPUT, recordedTerminal());
    await expect(conducting).rejects.toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.workload' });
  });

  it.each(['FAILED', 'CANCELLED', 'INTERRUPTED'] as const)(
    'ends with 1 when the race ended as %s elsewhere',
    (status) => {
      expect(exitCodeFor({ race: { ...RACE, status }, interrupted: false })).toBe(1);
    },
  );
});
