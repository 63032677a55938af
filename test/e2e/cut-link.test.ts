/** Servers and measuring hosts with addresses of their own, one link of which falls silent: no reset, no refusal, nothing. */
import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { openDatabase } from '../../src/data-source';
import { hasNetworks, makeNetwork, type Machine, type TestNetwork } from '../support/network';
import { credentials, PhotofinishProcess } from '../support/photofinish-process';
import { findPostgres, startPostgres, type OwnPostgres } from '../support/postgres';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';
import { makeToken } from '../support/tokens';
import { SMALL, type EventView } from './support';

const programs = findPostgres();
const defineHere = programs !== null && hasRedis() && hasNetworks() ? describe : describe.skip;

/** Goes on until somebody stops it. */
const ENDLESS = [
  { engine: 'fake', variant: 'never-steady', label: 'A' },
  { engine: 'fake', label: 'B' },
];
const RACE = `query ($id: ID!) { race(id: $id) { status roundsCompleted
  runs { trials(first: 100) { edges { node { round } } } } } }`;

interface RaceState {
  status: string;
  roundsCompleted: number;
  runs: { trials: { edges: { node: { round: number } }[] } }[];
}

/** What a host says that drops its race because the database does not answer. */
const GIVEN_UP = /what was measured could not be stored; the race is taken up again/;

/** How long a client waits for the answer to its ping, and how often it asks. */
const PONG_MILLISECONDS = 1000;

defineHere('a link that falls silent', () => {
  let network: TestNetwork;
  let postgres: OwnPostgres;
  let redis: TestRedis;
  let token: string;
  let processes: PhotofinishProcess[] = [];

  beforeEach(async () => {
    network = makeNetwork();
    const store = network.machine();
    [postgres, redis] = await Promise.all([startPostgres(programs ?? '', {}, store), startRedis(store)]);
    const database = await openDatabase({ databaseUrl: postgres.url, dataDirectory: '' });
    token = (await makeToken(database, { scope: 'RUN' })).secret;
    await database.destroy();
  });
  afterEach(async () => {
    await Promise.all(processes.map((each) => each.end('SIGKILL')));
    processes = [];
    await Promise.all([postgres.dispose(), redis.dispose()]);
    network.dispose();
  });

  async function start(place: Machine, ...args: string[]): Promise<PhotofinishProcess> {
    const environment = { PHOTOFINISH_AUTH: 'tokens' };
    const urls = { databaseUrl: postgres.url, redisUrl: redis.url };
    const started = await PhotofinishProcess.start(args, { ...urls, place, environment, token });
    processes.push(started);
    return started;
  }

  async function begin(server: PhotofinishProcess, input: Record<string, unknown>): Promise<string> {
    const { startRace } = await server.ask<{ startRace: { id: string } }>(
      'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }',
      { input: { ...SMALL, threads: 1, entrants: ENDLESS, ...input } },
    );
    return startRace.id;
  }

  const stateOf = async (server: PhotofinishProcess, id: string) =>
    (await server.ask<{ race: RaceState }>(RACE, { id })).race;

  /** Seconds that it took. */
  async function until(what: string, seconds: number, holds: () => boolean | Promise<boolean>): Promise<number> {
    const begun = performance.now();
    const waited = () => (performance.now() - begun) / 1000;
    for (; !(await holds()); await sleep(50)) {
      if (waited() > seconds)
        throw new Error(`${what}: not in ${seconds} s\n${processes.map(({ log }) => log).join('\n')}`);
    }
    return waited();
  }

  /** As a client does: it pings, gives a server up that does not answer, and goes on at another after the last event. */
  async function follow(servers: readonly PhotofinishProcess[], raceId: string, events: EventView[]): Promise<void> {
    for (const { url } of servers) {
      let unanswered: NodeJS.Timeout | undefined;
      const client = createClient({
        ...{ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, connectionParams: credentials(token) },
        ...{ retryAttempts: 0, keepAlive: PONG_MILLISECONDS },
        on: {
          ping: (received) => {
            if (!received) unanswered = setTimeout(() => client.terminate(), PONG_MILLISECONDS);
          },
          pong: () => clearTimeout(unanswered),
        },
      });
      const query = `subscription ($raceId: ID!, $after: SafeInt) { raceEvents(raceId: $raceId, after: $after) {
        __typename sequence ... on RaceStatusChanged { status } } }`;
      const variables = { raceId, after: events.at(-1)?.sequence ?? 0 };
      try {
        for await (const { data } of client.iterate<{ raceEvents: EventView }>({ query, variables })) {
          if (data) events.push(data.raceEvents);
        }
      } catch {
        continue;
      } finally {
        clearTimeout(unanswered);
        await client.dispose();
      }
      return;
    }
  }

  test('costs a race seconds: another host goes on, the cut one lets go by itself, and works again when it is mended', async () => {
    const places = [network.machine(), network.machine(), network.machine(), network.machine()] as const;
    const [cutServer, server, cutHost] = await Promise.all([
      start(places[0], 'serve', '--no-worker'),
      start(places[1], 'serve', '--no-worker'),
      start(places[2], 'worker'),
    ]);
    const idle = cutHost.children();
    const id = await begin(cutServer, { effort: 'RIGOROUS' });
    const events: EventView[] = [];
    const followed = follow([cutServer, server], id, events);
    await until('a first round', 30, async () => (await stateOf(server, id)).roundsCompleted >= 1);
    const host = await start(places[3], 'worker');

    places[0].cut();
    places[2].cut();
    const heard = events.length;
    // What was on its way is stored; the rounds after that are another host's.
    const before = Math.max(...events.map(({ round }) => round ?? 0), (await stateOf(server, id)).roundsCompleted) + 1;
    const taken = until('the other host goes on', 45, async () => (await stateOf(server, id)).roundsCompleted > before);
    const letGo = until(
      'the cut host lets go',
      40,
      () => GIVEN_UP.test(cutHost.log) && cutHost.children().length <= idle.length,
    );
    const withoutRedis = until('Redis is given up', 30, () => /Redis cannot be reached/.test(cutServer.log));
    console.log(
      `the other host went on after ${(await taken).toFixed(1)} s, the cut one let go after ${(await letGo).toFixed(1)} s,` +
        ` the cut server gave Redis up after ${(await withoutRedis).toFixed(1)} s`,
    );
    // Its client has heard of them, from the other server.
    expect(events.length).toBeGreaterThan(heard);

    places[0].mend();
    places[2].mend();
    await until('the mended server answers', 15, () =>
      stateOf(cutServer, id).then(
        () => true,
        () => false,
      ),
    );
    await cutServer.ask('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id });
    await followed;
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ status: 'CANCELLED' });
    for (const { trials } of (await stateOf(server, id)).runs) {
      const rounds = trials.edges.map(({ node }) => node.round);
      expect(new Set(rounds).size).toBe(rounds.length);
    }
    await host.end('SIGKILL');
    const next = await begin(server, { entrants: [{ engine: 'fake' }, { engine: 'fake', variant: 'twice' }] });
    await until('the mended host works', 30, async () => (await stateOf(cutServer, next)).status === 'FINISHED');
  }, 180_000);
});
