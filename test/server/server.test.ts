import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { getIntrospectionQuery } from 'graphql';
import WebSocket from 'ws';
import type { RaceEvent } from '../../src/entities/race-event.entity';
import { startApi, type QUIET, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';

describeOverSqlite('the server', (database) => {
  let api: TestApi;
  const start = async (changes: Parameters<typeof startApi>[1] = {}) => {
    api = await startApi(await database().open(), changes);
  };
  afterEach(() => api.stop());

  const request = (init: RequestInit, path = '') => fetch(api.url + path, init);
  const json = { 'content-type': 'application/json' };

  test('says where it listens, and answers there', async () => {
    await start();
    expect(api.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/graphql$/);
    expect((await api.post('{ __typename }')).answer).toEqual({ data: { __typename: 'Query' } });
    expect(await api.send('{ __typename }')).toEqual({ data: { __typename: 'Query' } });
  });

  test('a taken port, and an address that is not ours, are told in a sentence with the remedy', async () => {
    await start();
    const port = Number(new URL(api.url).port);
    const startAt = async (configuration: Partial<typeof QUIET>) =>
      startApi(await database().open(), { configuration, asks: true });
    await expect(startAt({ port })).rejects.toThrow(`Port ${port} on 127.0.0.1 is taken by another program.`);
    await expect(startAt({ host: '192.0.2.1' })).rejects.toThrow('192.0.2.1 is not an address of this machine.');
  });

  test('a browser gets the Sandbox, and the root leads to it', async () => {
    await start();
    const page = await fetch(new URL('/', api.url), { headers: { accept: 'text/html' } });
    expect(page.url).toBe(api.url);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(await page.text()).toContain('embeddable-sandbox');
  });

  test('without introspection there is neither schema nor landing page, on both transports', async () => {
    await start({ configuration: { introspection: false } });
    for (const answer of [(await api.post(getIntrospectionQuery())).answer, await api.send(getIntrospectionQuery())]) {
      expect(answer.data).toBeUndefined();
      expect(answer.errors?.length).toBeGreaterThan(0);
    }
    const page = await request({ headers: { accept: 'text/html' } });
    expect(await page.text()).not.toContain('sandbox');
  });

  test('only the origins of the configuration may read answers in a browser', async () => {
    await start();
    const allowed = async (origin: string) => {
      const headers = { ...json, origin };
      const response = await request({ method: 'POST', headers, body: '{"query":"{ __typename }"}' });
      return response.headers.get('access-control-allow-origin');
    };
    expect(await allowed('https://allowed.example')).toBe('https://allowed.example');
    expect(await allowed('https://other.example')).toBeNull();
  });

  test('a request that a foreign page could send without asking is refused', async () => {
    await start();
    const form = await request({
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: '{"query":"{ __typename }"}',
    });
    const link = await request({}, '?query={__typename}');
    for (const response of [form, link]) expect(response.status).toBe(400);
  });

  test('a foreign page may not open a WebSocket; our own and the configured ones may', async () => {
    await start();
    const opens = async (origin: string) => {
      const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { origin });
      const outcome = await Promise.race([
        once(socket, 'open').then(() => 'open'),
        once(socket, 'error').then(String),
      ]).catch(String);
      socket.terminate();
      return outcome;
    };
    expect(await opens('https://other.example')).toContain('401');
    expect(await opens('null')).toContain('401');
    expect(await opens('https://allowed.example')).toBe('open');
    expect(await opens(new URL(api.url).origin)).toBe('open');
  });

  test.each([
    ['that is no JSON', '{', 400, 'BAD_USER_INPUT'],
    ['that is too large', JSON.stringify({ query: ' '.repeat(2 ** 20) }), 413, 'TOO_COMPLEX'],
    ['that is no object', '7', 400, 'BAD_USER_INPUT'],
    ['without a query', '{}', 400, 'BAD_REQUEST'],
    ['with wrong variables', '{"query":"{ __typename }","variables":7}', 400, 'BAD_REQUEST'],
    ['of many operations', '[{"query":"{ __typename }"}]', 400, 'BAD_REQUEST'],
  ])('a body %s is refused in JSON', async (_what, body, status, code) => {
    await start();
    const response = await request({ method: 'POST', headers: json, body });
    expect(response.status).toBe(status);
    expect(await response.json()).toMatchObject({ errors: [{ message: expect.any(String), extensions: { code } }] });
    expect(api.log).toEqual([]);
  });

  test('another path is answered in JSON, without an echo', async () => {
    await start();
    const response = await fetch(new URL('/secret', api.url));
    expect(response.status).toBe(404);
    expect(await response.text()).not.toContain('secret');
  });

  test('a mutation by GET and a subscription by POST are refused with the way to go', async () => {
    await start();
    const mutation = 'mutation { deleteRace(id: "x") }';
    const headers = { 'apollo-require-preflight': '1' };
    expect((await request({ headers }, `?query=${encodeURIComponent(mutation)}`)).status).toBe(405);
    const { status, answer } = await api.post('subscription { raceEvents(raceId: "x") { sequence } }');
    expect(status).toBe(400);
    expect(answer.errors?.[0]?.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      advice: expect.stringContaining('WebSocket'),
    });
  });

  test('a WebSocket message that is too large closes its connection', async () => {
    await start();
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send(' '.repeat(300_000));
    expect((await once(socket, 'close'))[0]).toBe(1009);
  });

  test('a connection that never says who it is is closed', async () => {
    await start();
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    expect((await once(socket, 'close'))[0]).toBe(4408);
  }, 15_000);

  test('a connection holds twenty operations and no more; one that ends makes room', async () => {
    const dataSource = await database().open();
    const [stored] = await storeRaces(dataSource, 1, 0);
    await start({ services: { events: { follow: untilAborted } } });
    const client = api.webSocket();
    const query = `subscription { raceEvents(raceId: "${stored!.id}") { sequence } }`;
    const next = () => {
      const stream = client.iterate({ query });
      return {
        stream,
        outcome: stream.next().then(
          () => 'ended',
          (errors) => errors[0].extensions.code as string,
        ),
      };
    };
    const open = Array.from({ length: 20 }, next);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await next().outcome).toBe('TOO_COMPLEX');
    await open[0]!.stream.return?.();
    await new Promise((resolve) => setTimeout(resolve, 100));
    const late = next();
    expect(await Promise.race([late.outcome, new Promise((resolve) => setTimeout(() => resolve('open'), 300))])).toBe(
      'open',
    );
  });

  test('stopping ends subscriptions and idle connections within a moment, and frees the port', async () => {
    const dataSource = await database().open();
    const [stored] = await storeRaces(dataSource, 1, 0);
    await start({ services: { events: { follow: untilAborted } } });
    const query = `subscription { raceEvents(raceId: "${stored!.id}") { sequence } }`;
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query } }));
    await api.post('{ __typename }');
    const closed = once(socket, 'close');
    const begun = Date.now();
    await api.stop();
    expect(Date.now() - begun).toBeLessThan(2500);
    expect((await closed)[0]).toBe(1001);
    const port = Number(new URL(api.url).port);
    const successor = createServer().listen(port, '127.0.0.1');
    await once(successor, 'listening');
    expect((successor.address() as AddressInfo).port).toBe(port);
    successor.close();
    await start();
  });
});

// eslint-disable-next-line require-yield -- a race in which nothing happens
async function* untilAborted(
  _raceId: string,
  _after: number,
  signal: AbortSignal,
): AsyncGenerator<RaceEvent, void, void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}
