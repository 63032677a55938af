/** A whole server that trusts an issuer: its keys over HTTP, a race of its subject, and a token beside it. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import WebSocket from 'ws';
import { ApiTokens } from '../../src/auth/api-tokens';
import { openDatabase } from '../../src/data-source';
import { fake } from '../../src/engines/fake/adapter';
import type { Anything } from '../support/api';
import { UNBOUND } from '../support/tokens';
import { startServer, type TestServer } from './support';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'photofinish';

describe('a server that trusts an issuer', () => {
  let issuer: Server;
  let server: TestServer;
  let sign: (claims: JWTPayload) => Promise<string>;

  beforeAll(async () => {
    const { publicKey, privateKey } = await generateKeyPair('EdDSA');
    const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA', use: 'sig' }];
    issuer = createServer((_request, response) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys })),
    );
    await new Promise<void>((resolve) => issuer.listen(0, '127.0.0.1', resolve));
    const jwksUrl = `http://127.0.0.1:${(issuer.address() as AddressInfo).port}/keys`;
    sign = (claims) =>
      new SignJWT({ iss: ISSUER, aud: AUDIENCE, ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
        .setExpirationTime('1h')
        .sign(privateKey);
    const auth = { kind: 'jwt', issuer: ISSUER, audience: AUDIENCE, jwksUrl } as const;
    server = await startServer({ auth }, { adapters: [fake] });
  });
  afterAll(async () => {
    await server.stop();
    issuer.close();
  });

  const post = async (query: string, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
    const response = await fetch(server.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
    return { status: response.status, answer: await response.json() };
  };

  test('asks everybody, on both transports', async () => {
    expect((await post('{ workloads { id } }')).status).toBe(401);
    const nobody = server.socket.iterate({ query: '{ workloads { id } }' }).next();
    await expect(nobody).rejects.toMatchObject({ code: 4401 });
  });

  test('takes a subject of the issuer, and an API token beside it', async () => {
    const subject = await sign({ sub: 'ada', scope: 'photofinish:read', photofinish_projects: ['vision'] });
    expect((await post('{ races { totalCount } }', subject)).answer.data).toEqual({ races: { totalCount: 0 } });
    const client = createClient({
      url: server.url.replace('http', 'ws'),
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      connectionParams: { authorization: `Bearer ${subject}` },
    });
    const { value } = await client.iterate<Anything>({ query: '{ races { totalCount } }' }).next();
    expect(value?.data.races.totalCount).toBe(0);
    await client.dispose();

    const database = await openDatabase(server.configuration);
    const { secret } = await new ApiTokens(database).create({ ...UNBOUND, scope: 'ADMIN' });
    await database.destroy();
    const { answer } = await post('{ apiTokens { name } }', secret);
    expect(answer.data.apiTokens).toEqual([{ name: UNBOUND.name }]);
  });

  test('lets a subject do what its scope says, and no more', async () => {
    const reader = await sign({ sub: 'ada', scope: 'photofinish:read' });
    const start = 'mutation { startRace(input: { workload: "mlp", entrants: [{ engine: "fake" }] }) { owner } }';
    expect((await post(start, reader)).answer.errors[0].extensions.code).toBe('FORBIDDEN');
    expect((await post('{ apiTokens { id } }', reader)).answer.errors[0].extensions.code).toBe('FORBIDDEN');
  });
});
