/** Several servers and measuring hosts, each a process, on one PostgreSQL and one Redis. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { isAlive } from '../engines/workbench';
import { describeOverPostgres } from '../support/databases';
import { PhotofinishProcess } from '../support/photofinish-process';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';
import { SMALL, type EventView } from './support';

const PAIR = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];
/** Goes on until somebody stops it. */
const ENDLESS = [
  { engine: 'fake', variant: 'never-steady', label: 'A' },
  { engine: 'fake', label: 'B' },
];
const RACE = `query ($id: ID!) { race(id: $id) { status verdict waitingFor roundsCompleted failure { code message }
  runs { trials(first: 100) { edges { node { round tags } } } } } }`;

interface RaceState {
  status: string;
  verdict: string | null;
  waitingFor: string | null;
  roundsCompleted: number;
  failure: { code: string; message: string } | null;
  runs: { trials: { edges: { node: { round: number; tags: string[] } }[] } }[];
}

const defineIfRedis = hasRedis() ? describeOverPostgres : () => test.skip('needs a Redis', () => undefined);

defineIfRedis(
  'several machines',
  (testDatabase) => {
    let redis: TestRedis;
    let processes: PhotofinishProcess[] = [];

    beforeEach(async () => (redis = await startRedis()));
    afterEach(async () => {
      await Promise.all(processes.map((each) => each.end('SIGKILL')));
      processes = [];
      await redis.dispose();
    });

    async function start(...args: string[]): Promise<PhotofinishProcess> {
      const { databaseUrl } = testDatabase().settings;
      const started = await PhotofinishProcess.start(args, {
        ...{ databaseUrl: databaseUrl ?? '', redisUrl: redis.url },
        // A third of the usual: what is waited for here is mostly its end.
        environment: { PHOTOFINISH_HOLD_SECONDS: '6' },
      });
      processes.push(started);
      return started;
    }

    const serve = () => start('serve', '--no-worker');
    const measure = (labels = '') => start('worker', '--labels', labels);

    async function begin(server: PhotofinishProcess, input: Record<string, unknown> = {}): Promise<string> {
      const { startRace } = await server.ask<{ startRace: { id: string } }>(
        'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }',
        { input: { ...SMALL, threads: 1, entrants: PAIR, ...input } },
      );
      return startRace.id;
    }

    const stateOf = async (server: PhotofinishProcess, id: string) =>
      (await server.ask<{ race: RaceState }>(RACE, { id })).race;

    async function until(server: PhotofinishProcess, id: string, holds: (state: RaceState) => boolean, seconds = 90) {
      for (const deadline = Date.now() + 1000 * seconds; ; await sleep(50)) {
        const state = await stateOf(server, id);
        if (holds(state)) return state;
        if (Date.now() > deadline) {
          throw new Error(`waited in vain: ${JSON.stringify(state)} ${processes.map(({ log }) => log).join('\n')}`);
        }
      }
    }

    /** To the race's end, as this server tells it. */
    async function follow({ url }: PhotofinishProcess, raceId: string, after = 0): Promise<EventView[]> {
      const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      const events: EventView[] = [];
      const query = `subscription ($raceId: ID!, $after: SafeInt) { raceEvents(raceId: $raceId, after: $after) {
      __typename sequence ... on RaceStatusChanged { status } } }`;
      for await (const { data } of client.iterate<{ raceEvents: EventView }>({ query, variables: { raceId, after } })) {
        if (data) events.push(data.raceEvents);
      }
      await client.dispose();
      return events;
    }

    function expectWhole(state: RaceState, events: readonly EventView[]): void {
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      for (const { trials } of state.runs) {
        const rounds = trials.edges.map(({ node }) => node.round);
        expect(new Set(rounds).size).toBe(rounds.length);
        expect(rounds.length).toBeGreaterThanOrEqual(state.roundsCompleted);
      }
    }

    test('each race is measured once, wherever it was asked for, and followed on any server without a gap', async () => {
      const [one, other] = await Promise.all([serve(), serve(), measure(), measure(), measure()]);
      const ids = await Promise.all(
        Array.from({ length: 4 }, (_, index) => begin(index % 2 ? one : other, { seed: index })),
      );
      const followed = await Promise.all(ids.map((id, index) => follow(index % 2 ? other : one, id)));
      const { measuringHosts } = await one.ask<{ measuringHosts: { id: string }[] }>('{ measuringHosts { id } }');
      expect(measuringHosts).toHaveLength(3);
      for (const [index, id] of ids.entries()) {
        const state = await stateOf(one, id);
        expect(state).toMatchObject({ status: 'FINISHED', waitingFor: null, verdict: expect.stringMatching(/^A is/) });
        expectWhole(state, followed[index] ?? []);
        const statuses = followed[index]?.flatMap(({ status }) => status ?? []);
        expect(statuses).toEqual(['QUEUED', 'RUNNING', 'FINISHED']);
      }
    }, 180_000);

    test('a race waits, saying for what, until a host with its labels is there', async () => {
      const [server] = await Promise.all([serve(), measure('cpu')]);
      const id = await begin(server, { hardware: { labels: ['h200', 'gpu'] } });
      const other = await begin(server);
      await until(server, other, ({ status }) => status === 'FINISHED');
      expect(await stateOf(server, id)).toMatchObject({
        status: 'QUEUED',
        waitingFor: 'It waits for a host with the labels gpu and h200: none is there.',
      });
      await measure('h200,gpu,lab');
      await until(server, id, ({ status }) => status === 'FINISHED');
    }, 180_000);

    test('what a killed host had in hand is taken up by another, and so is that of one that stands still', async () => {
      const server = await serve();
      const [killed, frozen] = [await measure('a'), await measure('b')];
      const first = await begin(server, { hardware: { labels: ['a'] }, entrants: ENDLESS, effort: 'RIGOROUS' });
      const second = await begin(server, { hardware: { labels: ['b'] }, entrants: ENDLESS, effort: 'RIGOROUS' });
      await until(server, first, ({ roundsCompleted }) => roundsCompleted >= 1);
      await until(server, second, ({ roundsCompleted }) => roundsCompleted >= 1);
      killed.signal('SIGKILL');
      frozen.signal('SIGSTOP');
      const orphans = killed.children();
      await measure('a,b');
      const before = [await stateOf(server, first), await stateOf(server, second)];
      await until(server, first, ({ roundsCompleted }) => roundsCompleted > (before[0]?.roundsCompleted ?? 0));
      await server.ask('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: first });
      await until(server, second, ({ roundsCompleted }) => roundsCompleted > (before[1]?.roundsCompleted ?? 0));
      // What it still believes to have in hand is another's by now: its words are refused, and it stops.
      frozen.signal('SIGCONT');
      for (
        const deadline = Date.now() + 30_000;
        !/taken up or ended by somebody else/.test(frozen.log);
        await sleep(50)
      ) {
        if (Date.now() > deadline) throw new Error(`it never noticed: ${frozen.log}`);
      }
      const { roundsCompleted } = await stateOf(server, second);
      // The other goes on; it may have come to its last round meanwhile.
      await until(server, second, (state) => state.status === 'FINISHED' || state.roundsCompleted > roundsCompleted);
      await server.ask('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: second });
      for (const id of [first, second]) {
        const state = await stateOf(server, id);
        expect(['CANCELLED', 'FINISHED']).toContain(state.status);
        expectWhole(state, await follow(server, id));
      }
      expect(orphans.filter(isAlive)).toEqual([]);
    }, 240_000);

    test('cancelling takes two seconds at most, also where the host stands still or is gone', async () => {
      const server = await serve();
      for (const state of ['runs', 'stands still', 'is gone'] as const) {
        const host = await measure();
        const id = await begin(server, { entrants: ENDLESS, effort: 'RIGOROUS' });
        await until(server, id, ({ status }) => status === 'RUNNING');
        if (state !== 'runs') host.signal(state === 'is gone' ? 'SIGKILL' : 'SIGSTOP');
        const asked = performance.now();
        const { cancelRace } = await server.ask<{ cancelRace: { status: string } }>(
          'mutation ($id: ID!) { cancelRace(id: $id) { status } }',
          { id },
        );
        expect(cancelRace.status).toBe('CANCELLED');
        expect(performance.now() - asked).toBeLessThan(2000);
        await host.end('SIGKILL');
      }
    }, 180_000);

    test('a host that is told to stop hands on what it has', async () => {
      const server = await serve();
      const leaving = await measure();
      const id = await begin(server, { entrants: ENDLESS, effort: 'RIGOROUS' });
      await until(server, id, ({ roundsCompleted }) => roundsCompleted >= 1);
      await measure();
      await leaving.end('SIGTERM');
      const { roundsCompleted, runs } = await stateOf(server, id);
      // The round that it was in came to its end.
      expect(runs.flatMap(({ trials }) => trials.edges.flatMap(({ node }) => node.tags))).not.toContain('INCOMPLETE');
      // Without waiting for the end of a hold.
      await until(server, id, (state) => state.roundsCompleted > roundsCompleted);
      const { measuringHosts } = await server.ask<{ measuringHosts: unknown[] }>('{ measuringHosts { id } }');
      expect(measuringHosts).toHaveLength(1);
    }, 120_000);

    test('a Redis that is emptied, or dies and comes back with nothing, costs no race', async () => {
      const [server, other] = await Promise.all([serve(), serve()]);
      const early = await Promise.all([begin(server), begin(other)]);
      await redis.command('FLUSHALL');
      await measure();
      for (const id of early) await until(server, id, ({ status }) => status === 'FINISHED');
      await redis.kill();
      // Accepted and measured with the rows alone, and told to whoever follows on another server.
      const meanwhile = await begin(server);
      const events = await follow(other, meanwhile);
      expectWhole(await until(server, meanwhile, ({ status }) => status === 'FINISHED'), events);
      await redis.start();
      const late = await begin(other);
      await until(server, late, ({ status }) => status === 'FINISHED');
    }, 240_000);
  },
  'EMPTY',
);
