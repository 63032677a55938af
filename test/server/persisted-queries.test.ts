import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { readPersistedQueries } from '../../src/server/persisted-queries';
import { startApi, type GraphQLAnswer, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

const LISTED = 'query Listed { workloads { id } }';
const IN_MANIFEST = 'query Manifest { engines { id } }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describeOverSqlite('a server with a list of queries', (database) => {
  let api: TestApi;
  let folder: string;
  const write = (name: string, content: unknown) => {
    const file = path.join(folder, name);
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return file;
  };
  beforeEach(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-list-'));
    const operations = [{ id: sha256(IN_MANIFEST), name: 'Manifest', type: 'query', body: IN_MANIFEST }];
    const manifest = { format: 'apollo-persisted-query-manifest', version: 1, operations };
    const persistedQueryFiles = [write('map.json', { [sha256(LISTED)]: LISTED }), write('manifest.json', manifest)];
    api = await startApi(await database().open(), { configuration: { persistedQueryFiles } });
  });
  afterEach(async () => {
    await api.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const named = (hash: string) => ({ persistedQuery: { version: 1, sha256Hash: hash } });
  const post = async (body: unknown): Promise<GraphQLAnswer> => {
    const headers = { 'content-type': 'application/json' };
    return (await (
      await fetch(api.url, { method: 'POST', headers, body: JSON.stringify(body) })
    ).json()) as GraphQLAnswer;
  };
  const get = async (parameters: Record<string, string>): Promise<GraphQLAnswer> => {
    const url = `${api.url}?${String(new URLSearchParams(parameters))}`;
    return (await (await fetch(url, { headers: { 'apollo-require-preflight': '1' } })).json()) as GraphQLAnswer;
  };
  const send = (payload: { query: string; extensions?: Record<string, unknown> }): Promise<GraphQLAnswer> =>
    new Promise((resolve) => {
      const client = createClient({ url: api.url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
      const done = (answer: unknown) => {
        resolve(answer as GraphQLAnswer);
        void client.dispose();
      };
      client.subscribe(payload, { next: done, error: (errors) => done({ errors }), complete: () => undefined });
    });
  const everyWay = (payload: { query?: string; extensions?: Record<string, unknown> }) => {
    const { query, extensions } = payload;
    const parameters = { ...(query && { query }), ...(extensions && { extensions: JSON.stringify(extensions) }) };
    return Promise.all([post(payload), get(parameters), send({ query: '', ...payload })]);
  };

  test('answers those that are named by their SHA-256, on HTTP and on WebSocket', async () => {
    for (const answer of await everyWay({ extensions: named(sha256(LISTED)) })) {
      expect(answer.data.workloads.length).toBeGreaterThan(0);
    }
    for (const answer of await everyWay({ extensions: named(sha256(IN_MANIFEST)) })) {
      expect(answer.data.engines.length).toBeGreaterThan(0);
    }
  });

  test('answers those that are sent in full', async () => {
    for (const answer of await everyWay({ query: LISTED })) expect(answer.data.workloads.length).toBeGreaterThan(0);
  });

  test.each([
    ['of its own', { query: '{ workloads { id } }' }],
    ['with a name of the list, and another text', { query: '{ engines { id } }', extensions: named(sha256(LISTED)) }],
    ['by an unknown name', { extensions: named(sha256('{ engines { id } }')) }],
    ['that asks for the schema', { query: '{ __schema { types { name } } }' }],
    ['that is empty', {}],
  ])('refuses a query %s', async (_which, payload) => {
    for (const { data, errors } of await everyWay(payload)) {
      expect(data).toBeUndefined();
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', field: 'query', advice: expect.any(String) });
    }
  });

  test('refuses a list of operations, and what is no object', async () => {
    for (const body of [[{ query: LISTED }], 'text', 7, null]) {
      const { data, errors } = await post(body);
      expect(data).toBeUndefined();
      expect(errors?.length).toBeGreaterThan(0);
    }
  });

  test.each([
    ['is not there', null, /cannot be read as JSON/],
    ['is no JSON', '{', /cannot be read as JSON/],
    ['is something else', { queries: [LISTED] }, /neither a persisted query manifest nor/],
    ['has a wrong hash', { [sha256('other')]: LISTED }, /is not its SHA-256/],
  ])('does not start with a file that %s', (_which, content, sentence) => {
    const file = content === null ? path.join(folder, 'none.json') : write('wrong.json', content);
    expect(() => readPersistedQueries([file])).toThrow(sentence);
  });
});
