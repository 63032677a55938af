import { on, once } from 'node:events';
import WebSocket from 'ws';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

describeOverSqlite('requests', (database) => {
  let api: TestApi;
  beforeEach(async () => {
    const broken = { list: () => Promise.reject(new Error('broken')), find: () => Promise.reject(new Error('broken')) };
    api = await startApi(await database().open(), {
      configuration: { logLevel: 'debug' },
      services: { catalog: broken },
    });
  });
  afterEach(() => api.stop());

  const post = (query: string, requestId?: string) =>
    fetch(api.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(requestId !== undefined && { 'x-request-id': requestId }) },
      body: JSON.stringify({ query }),
    });
  const answered = () => api.log.filter(({ msg }) => msg === 'an operation was answered');

  test('over HTTP carry their id from the client to the log and back', async () => {
    const response = await post('{ __typename }', 'proxy-7');
    expect(response.headers.get('x-request-id')).toBe('proxy-7');
    expect(answered()).toEqual([
      expect.objectContaining({
        ...{ requestId: 'proxy-7', transport: 'http', operation: 'query', outcome: 'ok', level: 20 },
        seconds: expect.any(Number),
      }),
    ]);
  });

  test('get an id where they bring none, or one that could forge a line', async () => {
    const [one, other] = [await post('{ __typename }'), await post('{ __typename }', 'a b"}{')];
    const ids = [one, other].map(({ headers }) => headers.get('x-request-id'));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect(answered().map(({ requestId }) => requestId)).toEqual(ids);
    expect((await fetch(new URL('/nothing', api.url))).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  test('that fail on the server can be found by it: the error has the id of its request', async () => {
    await post('{ engines { id } }', 'failing-1');
    const failures = api.log.filter(({ level }) => level === 50);
    expect(failures).toEqual([expect.objectContaining({ requestId: 'failing-1', msg: 'An operation failed' })]);
    expect(answered()).toEqual([expect.objectContaining({ requestId: 'failing-1', outcome: 'failed' })]);
  });

  test('that start a race lead to it: the line that names the race names the request', async () => {
    const start = (engine: string) =>
      `mutation { startRace(input: { workload: "mlp", entrants: [{ engine: "${engine}" }] }) { id } }`;
    await api.stop();
    api = await startApi(await database().open());
    const { data } = (await (await post(start('alpha'), 'starting-1')).json()) as {
      data: { startRace: { id: string } };
    };
    await api.send(start('alpha'));
    const asked = api.log.filter(({ msg }) => msg === 'a race was asked for');
    expect(asked).toEqual([
      expect.objectContaining({ requestId: 'starting-1', raceId: data.startRace.id, actor: null }),
      expect.objectContaining({ requestId: expect.stringMatching(/^[0-9a-f-]{36}\.1$/) }),
    ]);
  });

  test('over WebSocket have the id of their connection, and a number each', async () => {
    const headers = { 'x-request-id': 'socket-1' };
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
    await once(socket, 'open');
    const messages = on(socket, 'message');
    const until = async (...types: string[]) => {
      let type = '';
      while (!types.includes(type)) type = JSON.parse(String((await messages.next()).value[0])).type;
    };
    socket.send('{"type":"connection_init"}');
    await until('connection_ack');
    for (const query of ['{ __typename }', '{ engines { id } }', '{ nothing }']) {
      socket.send(JSON.stringify({ id: 'again', type: 'subscribe', payload: { query } }));
      await until('complete', 'error');
    }
    socket.terminate();
    expect(answered().map(({ requestId, outcome }) => [requestId, outcome])).toEqual([
      ['socket-1.1', 'ok'],
      ['socket-1.2', 'failed'],
      ['socket-1.3', 'refused'],
    ]);
    const failures = api.log.filter(({ level }) => level === 50);
    expect(failures).toEqual([expect.objectContaining({ requestId: 'socket-1.2' })]);
  });
});
