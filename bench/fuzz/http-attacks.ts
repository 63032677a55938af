/** Over HTTP: what is asked, how it is written, and what stands around it. */
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';
import type { Attack } from './attack';
import type { Dice } from '../dice';
import { giantJson, hostileText, hostileValue } from './hostile-values';
import { send } from './http-request';
import { mutated } from './mutations';

/** Valid ones among them: they must be answered while the rest is refused. */
export const graphQL: Attack = (dice, target) => {
  const operation = target.documents.write(dice);
  const sent = dice.chance(0.1) ? operation : mutated(operation, dice);
  return send(target, { body: JSON.stringify(sent) });
};

export const giantVariables: Attack = (dice, target) => {
  const { query } = target.documents.write(dice);
  const asked = dice.chance(0.5) ? query : 'mutation ($v1: StartRaceInput!) { startRace(input: $v1) { id } }';
  const name = dice.pick(['v1', 'v2', 'v3']);
  return send(target, { body: `{"query":${JSON.stringify(asked)},"variables":{"${name}":${giantJson(dice)}}}` });
};

/** A few kilobytes that become megabytes. Made once: the attackers' processor is not what is measured. */
const BOMBS = [2, 8, 24].map((mebibytes) => {
  const bomb = Buffer.alloc(mebibytes * 2 ** 20, '{');
  const brotli = brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } });
  return { gzip: gzipSync(bomb), deflate: deflateSync(bomb), brotli };
});

/** Bodies that are no operation, or not what their headers say. */
export const bodies: Attack = (dice, target) => {
  const whole = JSON.stringify(target.documents.write(dice));
  const invalid = Buffer.concat([
    Buffer.from('{"query":"{ engine(id: \\"'),
    Buffer.from([0xff, 0xc0, 0x80, 0xed, 0xa0, 0x80]),
    Buffer.from('\\") { id } }"}'),
  ]);
  const encoded = (encoding: string, body: Buffer) => ({ headers: { 'content-encoding': encoding }, body });
  const made = [
    () => ({ body: `[${Array(dice.int(0, 200)).fill(whole).join(',')}]` }),
    () => ({ body: JSON.stringify(hostileValue(dice)) ?? '' }),
    () => ({
      body: JSON.stringify({
        query: hostileValue(dice),
        variables: hostileValue(dice),
        operationName: hostileValue(dice),
        extensions: hostileValue(dice),
      }),
    }),
    () => ({ body: whole.slice(0, dice.int(0, whole.length)) }),
    () => ({ body: giantJson(dice) }),
    () => ({ body: invalid }),
    () => ({ body: Buffer.from(`\ufeff${whole}`, dice.pick(['utf16le', 'latin1', 'utf8'])) }),
    () => encoded('gzip', dice.pick(BOMBS).gzip),
    () => encoded('deflate', dice.pick(BOMBS).deflate),
    () => encoded('br', dice.pick(BOMBS).brotli),
    () => encoded('gzip', gzipSync(whole).subarray(0, dice.int(1, 30))),
    () => encoded('gzip', Buffer.from(whole)),
    () => encoded(dice.pick(['zstd', 'gzip, gzip', 'identity', 'x', '']), Buffer.from(whole)),
    () => ({ headers: { 'content-type': dice.pick(TYPES) }, body: whole }),
    () => ({
      headers: {
        'content-type': `application/json; charset=${dice.pick(['utf-7', 'utf-16', 'latin1', 'x'.repeat(200)])}`,
      },
      body: whole,
    }),
  ];
  return send(target, dice.pick(made)());
};

const TYPES = [
  ...['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/graphql', ''],
  ...['application/json, text/html', 'application/json;;;', 'a/b/c', 'application/xml', 'text/html; charset=utf-8'],
];
const PATHS = [
  '/',
  '/graphql/',
  '/graphql/..%2f',
  '/%',
  '/%E0%A4%A',
  '/%00',
  '/metrics',
  '/healthz',
  '/readyz',
  '//',
  '/graphql;x',
];

/** Methods, paths and headers; queries in the address. */
export const surroundings: Attack = (dice, target) => {
  const { query, variables } = target.documents.write(dice);
  const inAddress = () => {
    const search = new URLSearchParams({
      query: query.slice(0, 3000),
      variables: JSON.stringify(variables).slice(0, 3000),
    });
    if (dice.chance(0.5))
      search.set(
        dice.pick(['query', 'variables', 'extensions', 'operationName']),
        JSON.stringify(hostileValue(dice)).slice(0, 2000),
      );
    return `/graphql?${search.toString()}`;
  };
  const method = dice.pick(['GET', 'GET', 'GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'POST']);
  const path = dice.chance(0.5)
    ? inAddress()
    : `${dice.pick(PATHS)}${dice.chance(0.3) ? `?${encodeURIComponent(Buffer.from(hostileText(dice).slice(0, 500)).toString())}` : ''}`;
  return send(target, { method, path, headers: hostileHeaders(dice) });
};

function hostileHeaders(dice: Dice): Record<string, string | string[]> {
  // What a client may write in a header; the rest is for raw sockets.
  const text = hostileText(dice)
    .replaceAll(/[^\x20-\x7e\xa0-\xff]/g, '?')
    .slice(0, 2000);
  const possible: Record<string, string | string[]>[] = [
    {
      accept: dice.pick([
        'text/html',
        'multipart/mixed',
        '*/*',
        'application/graphql-response+json',
        'x',
        '',
        'multipart/mixed; deferSpec=20220824',
      ]),
    },
    {
      authorization: dice.pick([
        '',
        'Bearer',
        'Bearer ',
        'Basic YTpi',
        `Bearer ${text}`,
        `Bearer pf_${'0'.repeat(64)}`,
        'Bearer a.b.c',
        `bearer ${'x'.repeat(6000)}`,
      ]),
    },
    { 'x-request-id': text },
    { 'x-forwarded-for': dice.pick([text, '1.2.3.4', Array(200).fill('10.0.0.1').join(', '), '::1, [::']) },
    { traceparent: dice.pick([text, '00-ffffffffffffffffffffffffffffffff-ffffffffffffffff-01', '00-0-0-0']) },
    { origin: dice.pick([text, 'null', 'https://evil.example', 'http://127.0.0.1']) },
    { host: dice.pick(['evil.example', '127.0.0.1:1', text.slice(0, 100), '[::1]', '']) },
    { 'apollo-require-preflight': 'true', 'content-type': 'text/plain' },
    { 'x-apollo-operation-name': text, 'if-none-match': text, range: 'bytes=0-1', cookie: text },
    { expect: dice.pick(['100-continue', 'x']) },
  ];
  return Object.assign({}, ...Array.from({ length: dice.int(0, 3) }, () => dice.pick(possible))) as Record<
    string,
    string
  >;
}

/** Named by a hash that nobody knows, or named wrong. */
export const persistedQueries: Attack = (dice, target) => {
  const sha256Hash = dice.pick<unknown>([
    '0'.repeat(64),
    '',
    7,
    null,
    'x'.repeat(5000),
    '__proto__',
    hostileValue(dice),
  ]);
  const persistedQuery = dice.pick<unknown>([
    { version: 1, sha256Hash },
    { version: hostileValue(dice), sha256Hash },
    [],
    null,
    7,
    hostileValue(dice),
  ]);
  const operation = dice.chance(0.5) ? {} : target.documents.write(dice);
  return send(target, { body: JSON.stringify({ ...operation, extensions: { persistedQuery } }) });
};
