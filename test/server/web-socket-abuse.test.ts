/** What a client does to a WebSocket that no client should, and that the server must bear. */
import { once } from 'node:events';
import type { Socket } from 'node:net';
import WebSocket from 'ws';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

const ASK = '{ workloads { id } }';

describeOverSqlite('a WebSocket that is abused', (database) => {
  let api: TestApi;
  const start = async (changes: Parameters<typeof startApi>[1] = {}) => {
    api = await startApi(await database().open(), changes);
  };
  afterEach(() => api.stop());

  const acknowledged = async () => {
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    await once(socket, 'message');
    return socket;
  };
  const ended = async () => {
    const text = await (await fetch(new URL('/metrics', api.url))).text();
    const found = /_duration_seconds_count\{transport="websocket",operation="query",outcome="ok"\} (\d+)/.exec(text);
    return Number(found?.[1] ?? 0);
  };
  const subscribe = (id: number) => JSON.stringify({ id: String(id), type: 'subscribe', payload: { query: ASK } });

  test.each([
    '{"type":"connection_ack"}',
    '{"type":"next","id":"1","payload":{}}',
    '{"type":"complete"}',
    'null',
    '[]',
  ])('what only servers send, or nobody, closes it, and is no error of the server: %s', async (message) => {
    const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
    await start();
    const socket = await acknowledged();
    socket.send(message);
    expect((await once(socket, 'close'))[0]).toBe(4400);
    expect(api.log).toEqual([]);
    expect(printed).not.toHaveBeenCalled();
    printed.mockRestore();
  });

  const FIELD = 'raceEvents(raceId: "race_0")';
  test.each([
    `subscription { ${FIELD} @skip(if: true) { sequence } }`,
    `subscription ($no: Boolean = false) { ${FIELD} @include(if: $no) { sequence } }`,
    `subscription { ... @skip(if: true) { ${FIELD} { sequence } } }`,
    `subscription { ...f } fragment f on Subscription { ...f ... on Subscription { ${FIELD} @include(if: false) { sequence } } }`,
  ])('a subscription whose field is left out is refused: %s', async (query) => {
    await start();
    const overHttp = await api.post(query);
    expect(overHttp.status).toBe(400);
    for (const { errors } of [overHttp.answer, await api.send(query)]) {
      expect(errors?.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
    }
    expect(api.log).toEqual([]);
  });

  test('who does not read is not read either', async () => {
    await start({ traffic: { unreadBytes: 2 ** 16 } });
    const socket = await acknowledged();
    // Unread here, it fills what the network holds, and then what the server may keep.
    socket.pause();
    const echo = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(200_000) } });
    const before = process.memoryUsage();
    for (let count = 0; count < 200; count++) socket.send(echo);
    for (let still = 0, last = -1; still < 20; last = socket.bufferedAmount) {
      still = socket.bufferedAmount === last ? still + 1 : 0;
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Forty megabytes were sent to it: most of them still wait here, because it stopped reading.
    expect(socket.bufferedAmount).toBeGreaterThan(15_000_000);
    expect(process.memoryUsage().external - before.external).toBeLessThan(60_000_000);
    socket.resume();
    let answers = 0;
    socket.on('message', () => (answers += 1));
    while (answers < 200) await once(socket, 'message');
    socket.terminate();
  });

  test('once it sent too much it is not heard any more, whether it leaves or not', async () => {
    await start({ traffic: { messagesPerMinute: 20 } });
    const socket = await acknowledged();
    for (let id = 0; id < 15; id++) socket.send(subscribe(id));
    // Pings count, too.
    for (let count = 0; count < 10; count++) socket.ping();
    const [code] = await once(socket, 'close');
    expect(code).toBe(1008);
  });

  test('messages that come while it is being closed are not answered', async () => {
    await start({ traffic: { messagesPerMinute: 2 } });
    const socket = await acknowledged();
    const raw = (socket as Anything)._socket as Socket;
    // Frames by hand: the library would answer the closing and stop.
    socket.removeAllListeners();
    raw.removeAllListeners('data');
    const begun = once(raw, 'close');
    raw.on('data', () => undefined);
    raw.on('error', () => undefined);
    for (let id = 0; id < 200 && !raw.destroyed; id++) {
      raw.write(masked(subscribe(id)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await begun;
    expect(await ended()).toBeLessThan(10);
  });
});

/** A text frame, masked with zeros. */
function masked(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
