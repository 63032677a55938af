/** How much may come, in all and from one caller, on HTTP and on WebSocket. */
import { on, once } from 'node:events';
import { connect } from 'node:net';
import WebSocket from 'ws';
import { addressReader } from '../../src/server/caller-address';
import { startApi, type QUIET, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';
import { makeToken } from '../support/tokens';

const ASK = '{ workloads { id } }';
const PROXIED: Partial<typeof QUIET> = { trustedProxies: ['127.0.0.0/8'] };

describeOverSqlite('traffic', (database) => {
  let api: TestApi;
  const start = async (changes: Parameters<typeof startApi>[1]) => {
    const dataSource = await database().open();
    api = await startApi(dataSource, changes);
    return dataSource;
  };
  afterEach(() => api.stop());

  const ask = async (headers: Record<string, string> = {}, path = '') => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query: ASK }),
    };
    const response = await fetch(new URL(path === '' ? api.url : path, api.url), init);
    return { status: response.status, headers: response.headers, answer: await response.json() };
  };
  const from = (address: string, token?: string) => ({
    'x-forwarded-for': address,
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  });
  const open = async (headers: Record<string, string> = {}) => {
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
    const outcome = await Promise.race([
      once(socket, 'open').then(() => 'open'),
      once(socket, 'error').then(String),
    ]).catch(String);
    return { socket, outcome };
  };

  test('an address may send so many requests a minute, whatever they are', async () => {
    await start({ configuration: { requestsPerMinute: 4 } });
    for (const path of ['', '', '/nothing', '/graphql?x']) expect((await ask({}, path)).status).not.toBe(429);
    for (const path of ['', '/nothing', '/']) {
      const { status, headers, answer } = await ask({}, path);
      expect(status).toBe(429);
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
      expect(answer.errors[0].extensions).toEqual({
        code: 'RATE_LIMITED',
        advice: expect.stringContaining('4 a minute'),
      });
    }
  });

  test('credentials that are refused count, too', async () => {
    await start({ asks: true, configuration: { requestsPerMinute: 3 } });
    for (let guess = 0; guess < 3; guess++) expect((await ask(from('', `pf_${'0'.repeat(64)}`))).status).toBe(401);
    expect((await ask(from('', `pf_${'1'.repeat(64)}`))).status).toBe(429);
  });

  test('nobody gets another address by writing one', async () => {
    await start({ configuration: { requestsPerMinute: 2 } });
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.3']) statuses.push((await ask(from(address))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('behind a proxy that is trusted each address counts for itself', async () => {
    await start({ configuration: { ...PROXIED, requestsPerMinute: 1 } });
    const statuses = [];
    for (const address of ['192.0.2.1', '192.0.2.2', '192.0.2.1']) statuses.push((await ask(from(address))).status);
    expect(statuses).toEqual([200, 200, 429]);
  });

  test('a caller may send so many requests a minute, from wherever', async () => {
    const dataSource = await start({ asks: true, configuration: { ...PROXIED, requestsPerMinute: 2 } });
    const [one, two] = [(await makeToken(dataSource)).secret, (await makeToken(dataSource)).secret];
    expect((await ask(from('192.0.2.1', one))).status).toBe(200);
    expect((await ask(from('192.0.2.2', one))).status).toBe(200);
    expect((await ask(from('192.0.2.3', one))).status).toBe(429);
    expect((await ask(from('192.0.2.4', two))).status).toBe(200);
  });

  test('a caller may begin so many operations a minute over WebSockets, however many they open', async () => {
    const dataSource = await start({ asks: true, configuration: PROXIED, traffic: { requestsPerMinute: 3 } });
    const [one, two] = [(await makeToken(dataSource)).secret, (await makeToken(dataSource)).secret];
    const acknowledged = async (address: string, token: string) => {
      const { socket } = await open(from(address, token));
      // Several may come at once, and none must be missed.
      const messages = on(socket, 'message');
      const message = async () => JSON.parse(String(((await messages.next()).value as [unknown])[0]));
      socket.send('{"type":"connection_init"}');
      await message();
      let id = 0;
      return async () => {
        socket.send(JSON.stringify({ id: String((id += 1)), type: 'subscribe', payload: { query: ASK } }));
        const { type, payload } = await message();
        if (type === 'next') await message();
        return type === 'error' ? payload[0].extensions : type;
      };
    };
    const [first, second] = [await acknowledged('192.0.2.1', one), await acknowledged('192.0.2.2', one)];
    const other = await acknowledged('192.0.2.3', two);
    for (const ask of [first, second, first]) expect(await ask()).toBe('next');
    expect(await second()).toMatchObject({ code: 'RATE_LIMITED', advice: expect.any(String) });
    expect(await other()).toBe('next');
  });

  test('an address may try so many WebSockets a minute, whatever becomes of them', async () => {
    await start({ asks: true, configuration: PROXIED, traffic: { requestsPerMinute: 3 } });
    for (let attempt = 0; attempt < 3; attempt++) {
      const { socket, outcome } = await open(from('192.0.2.1', 'wrong'));
      expect(outcome).toBe('open');
      socket.send('{"type":"connection_init"}');
      expect((await once(socket, 'close'))[0]).toBe(4401);
    }
    expect((await open(from('192.0.2.1'))).outcome).toContain('429');
    expect((await open(from('192.0.2.2'))).outcome).toBe('open');
  });

  test('a WebSocket that sends too many messages of any kind is closed', async () => {
    await start({ traffic: { messagesPerMinute: 5 } });
    const { socket } = await open();
    socket.send('{"type":"connection_init"}');
    for (let ping = 0; ping < 4; ping++) socket.send('{"type":"ping"}');
    const other = await open();
    other.socket.send('{"type":"connection_init"}');
    expect(String((await once(other.socket, 'message'))[0])).toContain('connection_ack');
    socket.send('{"type":"ping"}');
    expect((await once(socket, 'close'))[0]).toBe(1008);
    other.socket.terminate();
  });

  test('there are so many WebSockets in all; one that closes makes room', async () => {
    await start({ configuration: PROXIED, traffic: { webSockets: 2 } });
    const first = await open(from('192.0.2.1'));
    expect((await open(from('192.0.2.2'))).outcome).toBe('open');
    expect((await open(from('192.0.2.3'))).outcome).toContain('503');
    first.socket.close();
    await once(first.socket, 'close');
    expect((await open(from('192.0.2.3'))).outcome).toBe('open');
  });

  test('an address has so many WebSockets; one that closes makes room', async () => {
    await start({ configuration: PROXIED, traffic: { webSocketsPerAddress: 1 } });
    const first = await open(from('192.0.2.1'));
    expect((await open(from('192.0.2.1'))).outcome).toContain('503');
    expect((await open(from('192.0.2.2'))).outcome).toBe('open');
    first.socket.close();
    await once(first.socket, 'close');
    expect((await open(from('192.0.2.1'))).outcome).toBe('open');
  });

  test('so many subscriptions are under way on all WebSockets together; one that ends makes room', async () => {
    const dataSource = await start({ traffic: { operations: 2 }, services: { events: { follow: untilAborted } } });
    const [stored] = await storeRaces(dataSource, 1, 0);
    const query = `subscription { raceEvents(raceId: "${stored!.id}") { sequence } }`;
    const clients = [api.webSocket(), api.webSocket()];
    const streams = clients.map((client) => client.iterate({ query }));
    const waiting = streams.map((stream) => stream.next().catch(() => null));
    // Each is answered in order on its connection: afterwards its subscription is under way.
    await Promise.all(clients.map((client) => new Promise<void>((resolve) => client.on('connected', () => resolve()))));
    let refused = await api.send(ASK);
    while (!refused.errors) refused = await api.send(ASK);
    expect(refused.errors[0]?.extensions).toMatchObject({ code: 'TOO_COMPLEX', advice: expect.any(String) });
    await streams[0]!.return?.();
    await waiting[0];
    let admitted = await api.send(ASK);
    while (admitted.errors) admitted = await api.send(ASK);
    expect(admitted.data.workloads.length).toBeGreaterThan(0);
  });

  test('there are so many connections in all', async () => {
    await start({ traffic: { connections: 2 } });
    const { port } = new URL(api.url);
    const opened = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')];
    await Promise.all(opened.map((socket) => once(socket, 'connect')));
    const third = connect(Number(port), '127.0.0.1').on('error', () => undefined);
    await once(third, 'close');
    for (const socket of opened) {
      expect(socket.destroyed).toBe(false);
      socket.destroy();
    }
  });
});

describe('the address of a caller', () => {
  const request = (remoteAddress: string, forwarded?: string) =>
    ({ socket: { remoteAddress }, headers: { ...(forwarded && { 'x-forwarded-for': forwarded }) } }) as never;

  test('is that of the connection, or what the last proxy that is trusted says', () => {
    const addressOf = addressReader(['10.0.0.0/8', '::1']);
    expect(addressOf(request('192.0.2.1', '198.51.100.1'))).toBe('192.0.2.1');
    expect(addressOf(request('10.1.2.3', '203.0.113.9, 198.51.100.1'))).toBe('198.51.100.1');
    expect(addressOf(request('10.1.2.3', '198.51.100.1, 10.9.9.9'))).toBe('198.51.100.1');
  });

  test('is one for a whole IPv6 network, and the same for both ways to write an IPv4 address', () => {
    const addressOf = addressReader([]);
    expect(addressOf(request('2001:db8:1:2:3::4'))).toBe(addressOf(request('2001:db8:1:2:ffff::1')));
    expect(addressOf(request('2001:db8:1::1'))).not.toBe(addressOf(request('2001:db8:2::1')));
    expect(addressOf(request('::ffff:192.0.2.1'))).toBe('192.0.2.1');
  });
});

// eslint-disable-next-line require-yield -- a race in which nothing happens
async function* untilAborted(_raceId: string, _after: number, signal: AbortSignal): AsyncGenerator<never, void, void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}
