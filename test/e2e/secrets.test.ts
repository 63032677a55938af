/** A server whose environment holds secrets, whose database and Redis are lost, and one of whose engines tells all it knows. */
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { PhotofinishProcess } from '../support/photofinish-process';
import { findPostgres, startPostgres, type OwnPostgres } from '../support/postgres';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';
import { SMALL } from './support';

const SECRETS = { database: 'db-word-7f3a9c', redis: 'redis-word-51be0d', token: `pf_${'9d4e'.repeat(16)}` };
const ANY_SECRET = new RegExp(Object.values(SECRETS).join('|'));
/** What a worker may see, by name. */
const ALLOWED =
  /^(PATH|HOME|USER|TMPDIR|LANG|TZ|LC_\w+|LD_LIBRARY_PATH|CUDA_VISIBLE_DEVICES|VK_\w+|MALLOC_\w+_|PHOTOFINISH_CELL|PYTHON\w+|TORCHINDUCTOR_CACHE_DIR|PWD|OLDPWD|SHLVL|_)$/;

const programs = findPostgres();

(programs && hasRedis() ? describe : describe.skip)('secrets of the environment', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-secrets-'));
  let postgres: OwnPostgres;
  let redis: TestRedis;
  let server: PhotofinishProcess;

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(programs ?? ''), startRedis()]);
    await redis.command('CONFIG', 'SET', 'requirepass', SECRETS.redis);
  });
  afterAll(async () => {
    await server?.end('SIGKILL');
    await Promise.all([postgres.dispose(), redis.dispose()]);
    rmSync(folder, { recursive: true, force: true });
  });

  /** In place of PyTorch's interpreter. */
  function telltale(): string {
    const file = path.join(folder, 'python');
    writeFileSync(file, `#!/bin/sh\nenv >"${folder}/seen"\nenv >&2\nexit 3\n`);
    chmodSync(file, 0o755);
    return file;
  }

  test('reach no engine, no answer, no metric and no line of the log', async () => {
    server = await PhotofinishProcess.start(['serve'], {
      databaseUrl: postgres.url.replace('postgres@', `postgres:${SECRETS.database}@`),
      redisUrl: redis.url.replace('//', `//:${SECRETS.redis}@`),
      environment: {
        // No other engine is there to be asked.
        PHOTOFINISH_CACHE_DIR: path.join(folder, 'cache'),
        PHOTOFINISH_TOKEN: SECRETS.token,
        PHOTOFINISH_PYTHON_PYTORCH: telltale(),
        PHOTOFINISH_LOG_LEVEL: 'debug',
        SOME_CLOUD_KEY: SECRETS.token,
      },
    });
    const answers: string[] = [];
    const ask = async (query: string, variables?: Record<string, unknown>) => {
      const answer = await server.ask<unknown>(query, variables).catch((error: unknown) => String(error));
      answers.push(JSON.stringify(answer));
    };
    const get = async (where: string) => {
      const response = await fetch(new URL(where, server.url));
      answers.push(`${response.status} ${await response.text()}`);
    };

    await ask('{ engines { id available unavailableReason } }');
    expect(answers[0]).toContain('pytorch');
    const seen = readFileSync(path.join(folder, 'seen'), 'utf8');
    const names = seen.split('\n').flatMap((line) => /^(\w+)=/.exec(line)?.[1] ?? []);
    expect(names).toContain('PATH');
    expect(names.filter((name) => !ALLOWED.test(name))).toEqual([]);
    expect(seen).not.toMatch(ANY_SECRET);

    const input = { ...SMALL, threads: 1, entrants: [{ engine: 'fake' }, { engine: 'fake', label: 'B' }] };
    await ask('mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }', { input });
    expect(answers.at(-1)).toContain('NO_ENTRANT_CAN_RUN');
    await Promise.all([postgres.kill(), redis.kill()]);
    await ask('{ races(first: 1) { edges { node { id } } } }');
    expect(answers.at(-1)).toContain('INTERNAL_SERVER_ERROR');
    await get('/readyz');
    expect(answers.at(-1)).toMatch(/^503 .*database/);
    await get('/metrics');
    for (const deadline = Date.now() + 20_000; !/ECONNREFUSED|terminat|Connection/.test(server.log); await sleep(50)) {
      if (Date.now() > deadline) throw new Error('the log says nothing of the database that is lost');
    }

    expect(answers.join('\n')).not.toMatch(ANY_SECRET);
    expect(server.log).not.toMatch(ANY_SECRET);
    expect(server.log).toContain('"level":50');
  }, 120_000);
});
