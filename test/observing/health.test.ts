import type { DataSource } from 'typeorm';
import { pino } from 'pino';
import { Health, type HealthOptions } from '../../src/observing/health';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverDatabases, type TestDatabase } from '../support/databases';
import { asAdministrator } from '../support/postgres-administrator';

async function asked(api: TestApi, path: '/healthz' | '/readyz'): Promise<{ status: number; body: Anything }> {
  const response = await fetch(new URL(path, api.url));
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, body: await response.json() };
}

const lacking = (check: string) => ({
  status: 503,
  body: { status: 'not ready', missing: [{ check, message: expect.stringMatching(/\.$/) }] },
});

describeOverDatabases('health', (database) => {
  let api: TestApi;
  let opened: DataSource;
  beforeEach(async () => {
    opened = await database().open();
    api = await startApi(opened);
  });
  afterEach(() => api.stop());

  test('a server that serves is alive and ready', async () => {
    expect(await asked(api, '/healthz')).toEqual({ status: 200, body: { status: 'alive' } });
    expect(await asked(api, '/readyz')).toEqual({ status: 200, body: { status: 'ready' } });
    expect(api.log).toEqual([]);
  });

  test('one that stops is alive and not ready', async () => {
    api.health.stop();
    expect(await asked(api, '/readyz')).toEqual(lacking('serving'));
    expect((await asked(api, '/healthz')).status).toBe(200);
  });

  test('a database that was put back to an older version is not ready', async () => {
    await opened.undoLastMigration();
    expect(await asked(api, '/readyz')).toEqual(lacking('migrations'));
    await opened.runMigrations();
    expect((await asked(api, '/readyz')).status).toBe(200);
  });

  test('an empty database is not ready either', async () => {
    await opened.query('DROP TABLE "migrations"');
    expect(await asked(api, '/readyz')).toEqual(lacking('migrations'));
  });

  test('without a database the server is alive and not ready, says so once in its log, and no more than that to who asks', async () => {
    await takeAway(database(), opened);
    for (let times = 0; times < 3; times++) expect(await asked(api, '/readyz')).toEqual(lacking('database'));
    expect((await asked(api, '/healthz')).status).toBe(200);
    expect(api.log.map(({ msg }) => msg)).toEqual(['the database does not answer', 'the server is not ready']);
  });
});

/** SQLite: closed under the server. PostgreSQL: lets nobody in any more, and ends who is. */
async function takeAway({ settings }: TestDatabase, opened: DataSource): Promise<void> {
  if (settings.databaseUrl === null) return opened.destroy();
  await asAdministrator(`ALTER DATABASE ${nameIn(settings.databaseUrl)} ALLOW_CONNECTIONS false`);
  await endConnections(settings.databaseUrl);
}

const nameIn = (databaseUrl: string) => new URL(databaseUrl).pathname.slice(1);

const endConnections = (databaseUrl: string) =>
  asAdministrator(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${nameIn(databaseUrl)}'`);

describeOverDatabases('connections that end', (database) => {
  test('are made anew: the server stays ready', async () => {
    const { databaseUrl } = database().settings;
    const api = await startApi(await database().open());
    expect((await asked(api, '/readyz')).status).toBe(200);
    if (databaseUrl !== null) await endConnections(databaseUrl);
    // The first question may still meet a connection that has just ended.
    await asked(api, '/readyz');
    expect((await asked(api, '/readyz')).status).toBe(200);
    await api.stop();
  });
});

test('a database that hangs is asked once, and is not waited for', async () => {
  let questions = 0;
  let answer: (rows: unknown[]) => void = () => undefined;
  const hanging = {
    migrations: [],
    query: () => {
      questions += 1;
      return new Promise((resolve) => (answer = resolve));
    },
  } as unknown as HealthOptions['database'];
  const health = new Health({ database: hanging, logger: pino({ level: 'silent' }), answerMilliseconds: 20 });
  expect(await Promise.all([health.lacks(), health.lacks()])).toEqual(
    Array.from({ length: 2 }, () => [expect.objectContaining({ check: 'database' })]),
  );
  expect(await health.lacks()).toHaveLength(1);
  expect(questions).toBe(1);
  answer([]);
});
