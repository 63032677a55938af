/** A PostgreSQL that is killed in the middle of a race, and comes back. */
import { setTimeout as sleep } from 'node:timers/promises';
import { findPostgres, startPostgres, type OwnPostgres } from '../support/postgres';
import { resultOf, startRace, startServer, type TestServer } from './support';

const programs = findPostgres();

(programs ? describe : describe.skip)('a database that dies', () => {
  let postgres: OwnPostgres;
  let server: TestServer;

  beforeEach(async () => {
    postgres = await startPostgres(programs ?? '');
    server = await startServer({ databaseUrl: postgres.url });
  });
  afterEach(async () => {
    await server.stop();
    await postgres.dispose();
  });

  async function until(id: string, rounds: number) {
    for (const deadline = Date.now() + 60_000; ; await sleep(50)) {
      const state = await resultOf(server, id);
      if (state.roundsCompleted >= rounds || state.status !== 'RUNNING') return state;
      if (Date.now() > deadline) throw new Error(`no progress: ${JSON.stringify(state)}`);
    }
  }

  test('costs the round in flight: the race is taken up, and what was stored is there', async () => {
    const entrants = [
      { engine: 'fake', variant: 'never-steady', label: 'A' },
      { engine: 'fake', label: 'B' },
    ];
    const id = await startRace(server, { entrants, effort: 'RIGOROUS' });
    for (; (await resultOf(server, id)).status === 'QUEUED'; await sleep(50));
    const before = await until(id, 2);
    await postgres.kill();
    const refused = await server
      .query<{ race: unknown }>('query ($id: ID!) { race(id: $id) { status } }', { id })
      .catch((error: unknown) => error);
    expect(JSON.stringify(refused)).not.toMatch(/ECONNREFUSED|postgres:\/\//);
    await sleep(1000);
    await postgres.start();
    const after = await until(id, before.roundsCompleted + 2);
    expect(after.status).toBe('RUNNING');
    for (const run of after.runs) {
      const earlier = before.runs.find((candidate) => candidate.id === run.id)?.trials.edges ?? [];
      expect(run.trials.edges.slice(0, earlier.length)).toEqual(earlier);
      const rounds = run.trials.edges.map(({ node }) => node.round);
      expect(new Set(rounds).size).toBe(rounds.length);
    }
    await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id });
    expect((await resultOf(server, id)).status).toBe('CANCELLED');
    const events = await server.follow(id, 0);
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  }, 180_000);
});
