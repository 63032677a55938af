import { createLogger } from '../../src/observing/logger';
import { currentRequestId, requestIdFrom, withRequestId } from '../../src/observing/request-scope';
import type { Anything } from '../support/api';

function logged(databaseUrl: string | null, act: (logger: ReturnType<typeof createLogger>) => void) {
  const redisUrl = 'redis://:redis-word-1@cache.example:6379';
  const lines: string[] = [];
  act(createLogger({ logLevel: 'debug', databaseUrl, redisUrl }, { write: (line) => void lines.push(line) }));
  return { text: lines.join(''), lines: lines.map((line): Anything => JSON.parse(line)) };
}

const URL_WITH_PASSWORD = 'postgres://keeper:p%40ss%22word-1@db.example:5432/races';

describe('the log', () => {
  test('holds no password of the database, however it comes into a line', () => {
    const { text, lines } = logged(URL_WITH_PASSWORD, (logger) => {
      const err = Object.assign(new Error(`cannot reach ${URL_WITH_PASSWORD}`), { password: 'other', sql: 'SELECT 1' });
      logger.error({ err }, 'lost');
      logger.error({ error: err, options: { url: URL_WITH_PASSWORD, password: 'other' } }, `at ${URL_WITH_PASSWORD}`);
      logger.info({ databaseUrl: URL_WITH_PASSWORD, given: 'p@ss"word-1', raw: 'p%40ss%22word-1' }, 'p@ss"word-1');
      logger.warn({ redisUrl: 'redis-word-1' }, 'redis-word-1 at redis://:redis-word-1@cache.example:6379');
    });
    expect(text).not.toMatch(/word-1|other|keeper/);
    expect(lines).toHaveLength(4);
    // What is no secret is still there to read.
    expect(lines[0].err).toMatchObject({ type: 'Error', message: expect.stringContaining('@db.example:5432/races') });
    expect(lines[0].err.stack).toContain('logger.test');
    expect(lines[1].error).toMatchObject({ type: 'Error', sql: 'SELECT 1' });
  });

  test('holds no credentials of a request', () => {
    const { text, lines } = logged(null, (logger) => {
      const headers = { authorization: 'Bearer abc.def-123', cookie: 'session=secret-9', accept: 'text/html' };
      logger.info({ headers }, 'one');
      logger.info({ request: { headers }, authorization: 'Basic c2VjcmV0LTk=' }, 'two');
      logger.info({ said: 'authorization: bearer abc.def-123' }, 'three: Basic c2VjcmV0LTk=');
    });
    expect(text).not.toMatch(/abc\.def|secret-9|c2VjcmV0/);
    expect(lines.map(({ headers }) => headers?.accept)).toEqual(['text/html', undefined, undefined]);
  });

  test('is read as JSON also where the password is a word of JSON', () => {
    const { lines } = logged('postgres://a:hostname1@b/c', (logger) => logger.info({ x: 'hostname1' }, 'hostname1'));
    expect(lines[0]).toMatchObject({ x: '[secret]', msg: '[secret]' });
  });

  test('says of each line whose request it is, and of no line after it', async () => {
    const { lines } = logged(null, (logger) => {
      withRequestId('r-1', () => logger.info('one'));
      logger.info('two');
      withRequestId('r-1', () => logger.child({ raceId: 'race_1' }).info({ requestId: 'r-2' }, 'three'));
    });
    expect(lines.map(({ requestId }) => requestId)).toEqual(['r-1', undefined, 'r-2']);
    const later = withRequestId('r-3', async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return currentRequestId();
    });
    expect(currentRequestId()).toBeNull();
    expect(await later).toBe('r-3');
  });
});

test.each(['a', 'A9._:-z', '0b6f3ab6-7e0e-4a0a-9d6c-1a2b3c4d5e6f', 'x'.repeat(64)])(
  'the id %s of a client is kept',
  (id) => expect(requestIdFrom(id)).toBe(id),
);

test.each([undefined, '', ' ', '-a', 'x'.repeat(65), 'a b', 'a\nb', 'a"b', 'ä', '\u001b[31m', ['a', 'b']])(
  'instead of the id %j a new one is made',
  (offered) => {
    const made = requestIdFrom(offered);
    expect(made).toMatch(/^[0-9a-f-]{36}$/);
    expect(requestIdFrom(offered)).not.toBe(made);
  },
);
