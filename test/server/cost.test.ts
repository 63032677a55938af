/** One caller who costs much is refused while another is answered, on HTTP and on WebSocket, as the real thread is used. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import type { DataSource } from 'typeorm';
import WebSocket from 'ws';
import { startApi, type GraphQLAnswer, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { makeToken } from '../support/tokens';

const ASK = '{ workloads { id } }';
/** The whole schema: tens of milliseconds. */
const COSTLY = getIntrospectionQuery();
const AT_ONCE = 10;
const PATIENCE_MILLISECONDS = 30_000;
const REFUSED = { code: 'RATE_LIMITED', advice: expect.stringMatching(/Try again in \d+ s/) };

describeOverSqlite('what a caller costs', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  let tokens: string[];
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { asks: true, traffic: { callerShare: 0.1 } });
    tokens = [(await makeToken(dataSource)).secret, (await makeToken(dataSource)).secret];
  });
  afterEach(() => api.stop());

  const post = async (query: string, token: string) => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
    const response = await fetch(api.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status: response.status, headers: response.headers, answer: (await response.json()) as GraphQLAnswer };
  };
  /** Asked first, everything is compiled: somebody else pays for that, who would be above a tenth of a second by it alone. */
  const warmUp = async () => {
    const { secret } = await makeToken(dataSource);
    for (let request = 0; request < 10; request++) await post(ASK, secret);
  };
  const flood = (token: string) => Promise.all(Array.from({ length: AT_ONCE }, () => post(COSTLY, token)));
  /** Until one is refused; all the while the other asks for little. */
  const floodUntilRefused = async (costly: string, other: string) => {
    const others: number[] = [];
    for (const deadline = Date.now() + PATIENCE_MILLISECONDS; Date.now() < deadline;) {
      others.push((await post(ASK, other)).status);
      const refused = (await flood(costly)).find(({ status }) => status !== 200);
      if (refused) return { refused, others };
    }
    throw new Error('Nobody was refused');
  };
  const refusals = async (transport: string, token: string) => {
    const headers = { authorization: `Bearer ${token}` };
    const text = await (await fetch(new URL('/metrics', api.url), { headers })).text();
    return Number(new RegExp(`photofinish_cost_refusals_total{transport="${transport}"} (\\d+)`).exec(text)?.[1] ?? 0);
  };

  test('who takes more than its share of the thread is told to wait, and the other is answered', async () => {
    const [costly = '', other = ''] = tokens;
    await warmUp();
    const { refused, others } = await floodUntilRefused(costly, other);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.answer.errors?.[0]?.extensions).toEqual(REFUSED);
    expect(new Set(others)).toEqual(new Set([200]));
    expect((await post(ASK, other)).status).toBe(200);
    expect(await refusals('http', other)).toBeGreaterThan(0);
    // Nobody is shut out for good.
    for (const deadline = Date.now() + PATIENCE_MILLISECONDS; (await post(ASK, costly)).status !== 200;) {
      expect(Date.now()).toBeLessThan(deadline);
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  });

  test('what it cost over HTTP counts on its WebSocket', async () => {
    const [costly = '', other = ''] = tokens;
    await warmUp();
    const clients = { costly: await acknowledged(api, costly), other: await acknowledged(api, other) };
    let refused: unknown = null;
    for (const deadline = Date.now() + PATIENCE_MILLISECONDS; !refused && Date.now() < deadline;) {
      expect(await clients.other(ASK)).toBeNull();
      const flooded = flood(costly);
      refused = await clients.costly(ASK);
      await flooded;
      refused ??= await clients.costly(ASK);
    }
    expect(refused).toEqual(REFUSED);
    expect(await clients.other(ASK)).toBeNull();
    expect(await refusals('websocket', other)).toBeGreaterThan(0);
  });

  test('a single caller of a server that is otherwise idle is never refused', async () => {
    const [only = ''] = tokens;
    for (let round = 0; round < 6; round++) {
      for (const { status } of await flood(only)) expect(status).toBe(200);
    }
    expect(await refusals('http', only)).toBe(0);
  });

  test('an address that breaks connections is refused before it says who it is, and who is known there is not', async () => {
    const [other = ''] = tokens;
    const { port } = new URL(api.url);
    const breakOne = async () => {
      const socket = connect(Number(port), '127.0.0.1').on('error', () => undefined);
      socket.end('no HTTP at all\r\n\r\n');
      socket.resume();
      await once(socket, 'close');
    };
    let status = 0;
    for (const deadline = Date.now() + PATIENCE_MILLISECONDS; status !== 429 && Date.now() < deadline;) {
      await post(ASK, other);
      await Promise.all(Array.from({ length: 100 }, breakOne));
      status = (await fetch(new URL('/nothing', api.url))).status;
    }
    expect(status).toBe(429);
    expect((await post(ASK, other)).status).toBe(200);
  });
});

/** A connection of somebody, on which one asks at a time: null is an answer, else what the error says beside its message. */
async function acknowledged(api: TestApi, token: string): Promise<(query: string) => Promise<unknown>> {
  const headers = { authorization: `Bearer ${token}` };
  const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  let id = 0;
  return (query) =>
    new Promise((resolve) => {
      let outcome: unknown = null;
      const hear = (data: WebSocket.RawData) => {
        const { type, payload } = JSON.parse((data as Buffer).toString()) as {
          type: string;
          payload: { extensions: unknown }[];
        };
        if (type === 'next') return;
        if (type === 'error') outcome = payload[0]?.extensions;
        socket.off('message', hear);
        resolve(outcome);
      };
      socket.on('message', hear);
      socket.send(JSON.stringify({ id: String((id += 1)), type: 'subscribe', payload: { query } }));
    });
}
