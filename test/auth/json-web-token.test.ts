/** A real issuer: keys made here, served as a JWKS over HTTP, tokens signed with them. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { createJwtVerifier, type JwtVerifier } from '../../src/auth/json-web-token';

const ISSUER = 'https://issuer.example';
const AUDIENCE = 'photofinish';

describe('a JSON Web Token', () => {
  let server: Server;
  let verify: JwtVerifier;
  let keys: Awaited<ReturnType<typeof generateKeyPair>>;
  let answers = true;

  beforeEach(async () => {
    answers = true;
    keys = await generateKeyPair('ES256');
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'one', alg: 'ES256', use: 'sig' };
    server = createServer((_request, response) => {
      response
        .writeHead(answers ? 200 : 500, { 'content-type': 'application/json' })
        .end(JSON.stringify({ keys: [jwk] }));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    verify = await createJwtVerifier({ issuer: ISSUER, audience: AUDIENCE, jwksUrl: `http://127.0.0.1:${port}/jwks` });
  });
  afterEach(() => server.close());

  const claims: JWTPayload = {
    iss: ISSUER,
    aud: AUDIENCE,
    sub: 'ada',
    scope: 'openid photofinish:run photofinish:read',
  };
  const token = (changes: JWTPayload = {}, expires: string | Date = '1h', key = keys.privateKey) =>
    new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'ES256', kid: 'one' })
      .setExpirationTime(expires)
      .sign(key);

  test('says who asks, with the greatest of its scopes, its projects and its end', async () => {
    const expires = new Date(Date.now() + 60_000);
    expect(await verify(await token({ photofinish_projects: ['vision'] }, expires))).toEqual({
      kind: 'subject',
      subject: 'ada',
      scope: 'RUN',
      projects: ['vision'],
      expiresAt: Math.floor(expires.getTime() / 1000) * 1000,
    });
    expect(await verify(await token({ scope: undefined, scp: ['photofinish:admin'] }))).toMatchObject({
      scope: 'ADMIN',
      projects: null,
    });
  });

  test.each([
    ['of another issuer', { iss: 'https://other.example' }],
    ['for another service', { aud: 'other' }],
    ['without a subject', { sub: undefined }],
    ['with a subject that cannot be stored', { sub: 'a\u0000b' }],
    ['with a subject without end', { sub: 'a'.repeat(256) }],
    ['with projects that are none', { photofinish_projects: 'vision' }],
  ])('%s is refused', async (_which, changes) => {
    await expect(verify(await token(changes as JWTPayload))).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('that has expired says so, and one that never expires is refused', async () => {
    const past = new Date(Date.now() - 60_000);
    await expect(verify(await token({}, past))).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
      message: 'This token has expired.',
    });
    const endless = new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'one' }).sign(keys.privateKey);
    await expect(verify(await endless)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('that another key signed, that a shared secret signed, or that nobody signed is refused', async () => {
    const other = await generateKeyPair('ES256');
    const shared = new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', kid: 'one' })
      .setExpirationTime('1h')
      .sign(Buffer.from('a secret that the server might know'));
    const [, body = ''] = (await token()).split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`;
    for (const forged of [await token({}, '1h', other.privateKey), await shared, unsigned, 'no token']) {
      await expect(verify(forged)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
    }
  });

  test('without a scope of ours is somebody who may do nothing here', async () => {
    await expect(verify(await token({ scope: 'openid run' }))).rejects.toMatchObject({
      code: 'FORBIDDEN',
      advice: expect.stringContaining('photofinish:read'),
    });
  });

  test('is no fault of the caller while the keys of the issuer cannot be read', async () => {
    answers = false;
    const failed = verify(await token());
    await expect(failed).rejects.toThrow();
    await expect(failed).rejects.not.toMatchObject({ code: 'UNAUTHENTICATED' });
  });
});
