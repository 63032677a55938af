/** Who has two operations in hand waits with the third, and another caller does not: the same on HTTP and on WebSocket. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'graphql-ws';
import type { DataSource } from 'typeorm';
import { startApi, type GraphQLAnswer, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { makeToken } from '../support/tokens';

const ASK = '{ workloads { id } }';
/** Stays in hand until the test lets it go. */
const LONG = 'mutation { measureLimits(input: {}) { id } }';
const MOST_OF_ONE = 2;
/** After it, what is in hand keeps nobody waiting. */
const LONGEST_MILLISECONDS = 1000;
const PATIENCE_MILLISECONDS = 30_000;
const NEARLY_MILLISECONDS = 0.9 * LONGEST_MILLISECONDS;

describeOverSqlite('operations of several callers', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  let tokens: string[];
  let underWay: number;
  let letGo: () => void;
  let gate: Promise<void>;
  beforeEach(async () => {
    dataSource = await database().open();
    underWay = 0;
    gate = new Promise((resolve) => (letGo = resolve));
    api = await startApi(dataSource, {
      asks: true,
      // Nobody is refused for what it costs.
      traffic: { callerShare: 0.99 },
      services: {
        measureLimits: async () => {
          underWay += 1;
          await gate;
          throw new Error('The test has seen enough');
        },
      },
    });
    tokens = [];
    for (const name of ['one', 'other']) tokens.push((await makeToken(dataSource, { name, scope: 'ADMIN' })).secret);
  });
  afterEach(async () => {
    letGo();
    await api.stop();
  });

  type Transport = (query: string, token: string) => Promise<GraphQLAnswer>;
  const TRANSPORTS: readonly [string, Transport][] = [
    ['HTTP', async (query, token) => (await api.post(query, {}, token)).answer],
    ['WebSocket', (query, token) => api.send(query, {}, token)],
  ];
  /** As many as one caller may have, and since when. */
  const bothInHand = async (ask: () => Promise<GraphQLAnswer>) => {
    const begun = performance.now();
    const long = Array.from({ length: MOST_OF_ONE }, ask);
    for (const deadline = begun + PATIENCE_MILLISECONDS; underWay < MOST_OF_ONE; await sleep(1)) {
      expect(performance.now()).toBeLessThan(deadline);
    }
    return { begun, long };
  };
  /** How long the third takes of one who has two in hand, and how long another's takes meanwhile. */
  const third = async (ask: Transport) => {
    const [one = '', other = ''] = tokens;
    // What is compiled when it is asked first is over, and both are known.
    for (const token of [other, one, other]) expect((await ask(ASK, token)).data).toBeDefined();
    const { begun, long } = await bothInHand(() => ask(LONG, one));
    const took = (answer: GraphQLAnswer) => (expect(answer.data).toBeDefined(), performance.now() - begun);
    const waits = ask(ASK, one).then(took);
    const others = await ask(ASK, other).then(took);
    const own = await waits;
    letGo();
    await Promise.all(long);
    return { own, others };
  };

  test.each(TRANSPORTS)(
    'the third of one caller waits for its turn, and another’s is answered (%s)',
    async (_, ask) => {
      const { own, others } = await third(ask);
      expect(own).toBeGreaterThan(NEARLY_MILLISECONDS);
      expect(others).toBeLessThan(own);
    },
  );

  const LEAVING: readonly [string, number, (client: Client, complete: () => void) => unknown][] = [
    ['who stays', MOST_OF_ONE + 1, () => undefined],
    ['who completes it', MOST_OF_ONE, (_, complete) => complete()],
    ['whose connection ends', MOST_OF_ONE, (client) => client.terminate()],
  ];
  test.each(LEAVING)('on a WebSocket what waits for its turn, of a client %s: %d are done', async (_, done, leave) => {
    const [one = '', other = ''] = tokens;
    for (const token of [other, one, other]) expect((await api.send(ASK, {}, token)).data).toBeDefined();
    const { begun, long } = await bothInHand(() => api.send(LONG, {}, one));
    const client = api.webSocket({ token: one });
    const acknowledged = new Promise((resolve) => client.on('connected', resolve));
    const over = { next: () => undefined, error: () => undefined, complete: () => undefined };
    const complete = client.subscribe({ query: LONG }, over);
    await acknowledged;
    await sleep(50);
    leave(client, complete);
    await sleep(50);
    // Else those in hand had become impatient before, and nothing would be shown.
    expect(performance.now() - begun).toBeLessThan(NEARLY_MILLISECONDS);
    expect(underWay).toBe(MOST_OF_ONE);
    letGo();
    await Promise.all(long);
    // It comes after that in the order of turns.
    await api.send(ASK, {}, one);
    await sleep(50);
    expect(underWay).toBe(done);
  });
});
