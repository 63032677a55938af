/** Who may come in, on HTTP and on WebSocket alike. */
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import WebSocket from 'ws';
import { PhotofinishError } from '../../src/errors';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';
import { makeToken } from '../support/tokens';

const ASK = '{ workloads { id } }';

describeOverSqlite('a server that asks who calls', (database) => {
  let api: TestApi;
  const start = async (changes: Parameters<typeof startApi>[1] = {}) => {
    const dataSource = await database().open();
    api = await startApi(dataSource, { asks: true, ...changes });
    return dataSource;
  };
  afterEach(() => api.stop());

  test('answers whoever has a token, over HTTP and over WebSocket', async () => {
    const { secret } = await makeToken(await start());
    expect((await api.post(ASK, {}, secret)).answer.data.workloads.length).toBeGreaterThan(3);
    expect((await api.send(ASK, {}, secret)).data.workloads.length).toBeGreaterThan(3);
  });

  test('is watched by anybody, but scraped by those with credentials only', async () => {
    const { secret } = await makeToken(await start());
    const get = async (path: string, token?: string) => {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
      const response = await fetch(new URL(path, api.url), { headers });
      return { status: response.status, text: await response.text() };
    };
    expect(await get('/healthz')).toMatchObject({ status: 200 });
    expect(await get('/readyz')).toMatchObject({ status: 200 });
    const refused = await get('/metrics');
    expect(refused.status).toBe(401);
    expect(refused.text).not.toContain('photofinish_');
    expect(await get('/metrics', secret)).toMatchObject({ status: 200, text: expect.stringContaining('photofinish_') });
  });

  test('writes down whose token did what', async () => {
    const dataSource = await start();
    const { secret, token } = await makeToken(dataSource, { scope: 'ADMIN' });
    const started = await api.post(
      'mutation { startRace(input: { workload: "mlp", entrants: [{ engine: "alpha" }] }) { id } }',
      {},
      secret,
    );
    const { id } = started.answer.data.startRace;
    const { answer } = await api.post(
      'query ($id: ID!) { auditTrail(subject: $id) { edges { node { action actor } } } }',
      { id },
      secret,
    );
    expect(answer.data.auditTrail.edges).toEqual([
      { node: { action: 'START', actor: expect.stringContaining(token.id) } },
    ]);
  });

  test('takes the token of the upgrade request, too', async () => {
    const { secret } = await makeToken(await start());
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', {
      headers: { authorization: `Bearer ${secret}` },
    });
    await once(socket, 'open');
    socket.send('{"type":"connection_init"}');
    expect(String((await once(socket, 'message'))[0])).toContain('connection_ack');
    socket.terminate();
  });

  test.each([
    ['nothing', undefined],
    ['an unknown token', `pf_${'0'.repeat(64)}`],
    ['what is no token', 'let-me-in'],
    ['far too much', 'x'.repeat(9000)],
  ])('refuses whoever shows %s, before anything of theirs is read', async (_what, token) => {
    await start();
    for (const query of [ASK, '{ __typename }', '{ __schema { types { name } } }', 'not GraphQL']) {
      const { status, answer } = await api.post(query, {}, token);
      expect({ status, code: answer.errors?.[0]?.extensions.code }).toEqual({ status: 401, code: 'UNAUTHENTICATED' });
      expect(answer.errors?.[0]?.extensions.advice).toContain('photofinish token create');
      expect(answer.data).toBeUndefined();
    }
    await expect(api.send(ASK, {}, token)).rejects.toMatchObject({ code: 4401 });
  });

  test('refuses a token that is revoked or expired, at once', async () => {
    const dataSource = await start();
    const { token, secret } = await makeToken(dataSource);
    expect((await api.post(ASK, {}, secret)).status).toBe(200);
    await api.services.tokens.revoke(token.id);
    expect((await api.post(ASK, {}, secret)).status).toBe(401);
    const brief = await makeToken(dataSource, { expiresAt: Date.now() + 50 });
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect((await api.post(ASK, {}, brief.secret)).status).toBe(401);
  });

  test('ends the open connections of a token that is revoked, and leaves those of others', async () => {
    const dataSource = await start({ services: { events: { follow: untilAborted } } });
    const [stored] = await storeRaces(dataSource, 1, 0);
    const query = `subscription { raceEvents(raceId: "${stored!.id}") { sequence } }`;
    const [lost, kept] = [await makeToken(dataSource), await makeToken(dataSource)];
    const streams = [lost, kept].map(({ secret }) => {
      const client = api.webSocket({ token: secret });
      const acknowledged = new Promise<void>((resolve) => client.on('connected', () => resolve()));
      const ended = client
        .iterate({ query })
        .next()
        .then(
          () => 'ended',
          (closing: { code?: number }) => closing.code,
        );
      return { acknowledged, ended };
    });
    await Promise.all(streams.map(({ acknowledged }) => acknowledged));
    const begun = Date.now();
    await api.post(
      'mutation ($id: ID!) { revokeApiToken(id: $id) { id } }',
      { id: lost.token.id },
      await admin(dataSource),
    );
    expect(await streams[0]!.ended).toBe(4401);
    expect(Date.now() - begun).toBeLessThan(20_000);
    expect(await Promise.race([streams[1]!.ended, Promise.resolve('open')])).toBe('open');
  });

  test('ends the open connections of credentials that expire', async () => {
    const expiresAt = Date.now() + 500;
    const subject = { kind: 'subject', subject: 'ada', scope: 'READ', projects: null, expiresAt } as const;
    await start({ verifyJwt: async () => subject });
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws');
    await once(socket, 'open');
    socket.send('{"type":"connection_init","payload":{"authorization":"Bearer a.b.c"}}');
    expect(String((await once(socket, 'message'))[0])).toContain('connection_ack');
    expect((await once(socket, 'close'))[0]).toBe(4401);
    expect(Date.now()).toBeGreaterThanOrEqual(expiresAt);
  });

  test('makes, lists and revokes tokens for an admin alone', async () => {
    const dataSource = await start();
    const secret = await admin(dataSource);
    const create =
      'mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) { secret token { id scope } } }';
    const input = { name: 'nightly', scope: 'RUN', projects: ['vision'], expiresAt: '2099-01-01T00:00:00Z' };
    const made = (await api.post(create, { input }, secret)).answer.data.createApiToken;
    expect(made.token.scope).toBe('RUN');
    const LIST = '{ apiTokens { id name scope projects expiresAt revokedAt } }';
    expect((await api.send(LIST, {}, secret)).data.apiTokens[0]).toEqual({
      id: made.token.id,
      name: 'nightly',
      scope: 'RUN',
      projects: ['vision'],
      expiresAt: '2099-01-01T00:00:00.000Z',
      revokedAt: null,
    });
    for (const refused of [await api.post(create, { input }, made.secret), await api.post(LIST, {}, made.secret)]) {
      expect(refused.answer.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', advice: expect.any(String) });
    }
    expect((await api.send(LIST, {}, made.secret)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(JSON.stringify(api.log)).not.toContain(made.secret);
  });

  test('says that it is our fault where the keys of the issuer cannot be read', async () => {
    await start({ verifyJwt: () => Promise.reject(new Error('fetch failed')) });
    expect((await api.post(ASK, {}, 'a.b.c')).status).toBe(503);
    await expect(api.send(ASK, {}, 'a.b.c')).rejects.toMatchObject({ code: 4500 });
    expect(api.log.map(({ msg }) => msg)).toEqual(['A request failed', 'Credentials could not be checked']);
  });

  test('tells a subject without a scope that it may do nothing', async () => {
    const refusal = new PhotofinishError('FORBIDDEN', 'No scope.', { advice: 'Get one.' });
    await start({ verifyJwt: () => Promise.reject(refusal) });
    expect((await api.post(ASK, {}, 'a.b.c')).status).toBe(403);
    await expect(api.send(ASK, {}, 'a.b.c')).rejects.toMatchObject({ code: 4403 });
  });

  test('shows its page to anybody, and nothing else', async () => {
    await start();
    const page = await fetch(api.url, { headers: { accept: 'text/html' } });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('embeddable-sandbox');
    const question = await fetch(`${api.url}?query={__typename}`, {
      headers: { accept: 'application/json', 'apollo-require-preflight': '1' },
    });
    expect(question.status).toBe(401);
  });

  test('answers a browser that asks whether it may ask', async () => {
    await start();
    const headers = {
      origin: 'https://allowed.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'authorization,content-type',
    };
    const answer = await fetch(api.url, { method: 'OPTIONS', headers });
    expect(answer.status).toBe(204);
    expect(answer.headers.get('access-control-allow-headers')).toContain('authorization');
  });
});

describeOverSqlite('a server that asks nobody', (database) => {
  let api: TestApi;
  beforeEach(async () => (api = await startApi(await database().open())));
  afterEach(() => api.stop());

  test('does not listen where other machines reach it', async () => {
    const open = startApi(await database().open(), { configuration: { host: '0.0.0.0' } });
    await expect(open).rejects.toThrow('Set PHOTOFINISH_AUTH');
  });

  test('answers under names of this machine alone, so that no page can give it another', async () => {
    const { port } = new URL(api.url);
    const asked = (host: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { host, 'content-type': 'application/json' };
        const sent = httpRequest({ host: '127.0.0.1', port, path: '/graphql', method: 'POST', headers }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        sent.on('error', reject).end('{"query":"{ __typename }"}');
      });
    for (const name of ['127.0.0.1', 'localhost', '[::1]', '127.9.9.9'])
      expect(await asked(`${name}:${port}`)).toBe(200);
    for (const name of ['rebound.example', '192.0.2.1', 'localhost.example'])
      expect(await asked(`${name}:${port}`)).toBe(403);
    const socket = new WebSocket(api.url.replace('http', 'ws'), 'graphql-transport-ws', {
      origin: 'http://rebound.example',
      headers: { host: 'rebound.example' },
    });
    expect(String((await once(socket, 'error').catch((error: unknown) => [error]))[0])).toContain('401');
  });
});

async function admin(dataSource: Parameters<typeof makeToken>[0]): Promise<string> {
  return (await makeToken(dataSource, { scope: 'ADMIN' })).secret;
}

// eslint-disable-next-line require-yield -- a race in which nothing happens
async function* untilAborted(_raceId: string, _after: number, signal: AbortSignal): AsyncGenerator<never, void, void> {
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
}
