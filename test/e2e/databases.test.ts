import { describeOverDatabases } from '../support/databases';
import { race, resultOf, startRace, startServer, type TestServer } from './support';

const PAIR = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];

describeOverDatabases(
  'a whole race',
  (testDatabase) => {
    let server: TestServer;

    /** Stopped within the test: the database goes with its end. */
    async function withServer(use: () => Promise<void>): Promise<void> {
      server = await startServer({ databaseUrl: testDatabase().settings.databaseUrl });
      try {
        await use();
      } finally {
        await server.stop();
      }
    }

    async function until(condition: () => Promise<boolean>): Promise<void> {
      for (const deadline = Date.now() + 30_000; !(await condition());) {
        if (Date.now() > deadline) throw new Error('waited in vain');
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    test('ends in a verdict, and stands on the machine that it ran on', () =>
      withServer(async () => {
        const result = await race(server, { entrants: PAIR });
        expect(result).toMatchObject({ status: 'FINISHED', verdict: expect.stringMatching(/^A is .* as fast as B/) });
        const { data } = await server.query<{
          races: { totalCount: number };
          hardwareProfiles: { totalCount: number };
        }>(
          '{ races { totalCount } hardwareProfiles { totalCount edges { node { fingerprint races { totalCount } } } } }',
        );
        expect(data).toMatchObject({ races: { totalCount: 1 }, hardwareProfiles: { totalCount: 1 } });
      }));

    test('that is interrupted goes on at the next start, on the schedule of its seed and with the rounds it had', () =>
      withServer(async () => {
        const id = await startRace(server, { entrants: PAIR });
        await until(async () => (await resultOf(server, id)).roundsCompleted >= 2);
        const before = await resultOf(server, id);
        server = await server.restart();
        await server.follow(id);
        const after = await resultOf(server, id);
        expect(after.status).toBe('FINISHED');
        for (const run of after.runs) {
          const earlier = before.runs.find((candidate) => candidate.id === run.id)?.trials.edges ?? [];
          const kept = run.trials.edges.slice(0, earlier.length);
          expect(kept).toEqual(earlier);
          const rounds = run.trials.edges.map(({ node }) => node.round);
          expect(new Set(rounds).size).toBe(rounds.length);
        }
        const events = await server.follow(id, 0);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      }));
  },
  'EMPTY',
);
