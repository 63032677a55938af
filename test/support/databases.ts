/** Runs the same tests over SQLite and over PostgreSQL; every test has a database of its own. */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DataSource } from 'typeorm';
import { createDataSource, openDatabase, type DatabaseLogging, type DatabaseSettings } from '../../src/data-source';
import { copyMigratedPostgres, copyMigratedSqlite } from './migrated-databases';
import { asAdministrator, databaseUrlOf, POSTGRES } from './postgres-administrator';

/**
 * What a test begins with: MIGRATED has the schema already, copied from a database that the migrations made once (a
 * second of a test less); EMPTY has no table, as a server finds it that starts for the first time.
 */
export type Beginning = 'MIGRATED' | 'EMPTY';

export interface TestDatabase {
  readonly settings: DatabaseSettings;
  /** Open and migrated; closed at the end of the test. */
  open(logging?: DatabaseLogging): Promise<DataSource>;
  /** Open, as the test began; closed at the end of the test. */
  openUnmigrated(): Promise<DataSource>;
}

interface Disposable {
  readonly settings: DatabaseSettings;
  dispose(): Promise<void>;
}

type Define = (database: () => TestDatabase) => void;

/** `define` registers tests; `database()` is valid inside a test and gives each its own, fresh one. */
export function describeOverDatabases(name: string, define: Define, beginning: Beginning = 'MIGRATED'): void {
  describe(`${name}, on SQLite`, () => defineOver(() => createSqlite(beginning), define));
  const describePostgres = postgresAnswers() ? describe : describe.skip;
  describePostgres(`${name}, on PostgreSQL`, () => defineOver(() => createPostgres(beginning), define));
}

/** Whether a test may be defined over PostgreSQL. Synchronous, as test definitions are; says loudly when not. */
function postgresAnswers(): boolean {
  const { hostname, port } = new URL(POSTGRES);
  const script = `require('node:net').connect(${port}, '${hostname}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`;
  const answers = spawnSync(process.execPath, ['-e', script], { timeout: 5000 }).status === 0;
  if (!answers) console.warn(`SKIPPED: everything on PostgreSQL, for none answers at ${hostname}:${port}.`);
  return answers;
}

/** For what only several processes on one PostgreSQL can show. */
export function describeOverPostgres(name: string, define: Define, beginning: Beginning = 'MIGRATED'): void {
  (postgresAnswers() ? describe : describe.skip)(name, () => defineOver(() => createPostgres(beginning), define));
}

/** An embedded database in a directory of its own, for tests that only need one. */
export function describeOverSqlite(name: string, define: Define, beginning: Beginning = 'MIGRATED'): void {
  describe(name, () => defineOver(() => createSqlite(beginning), define));
}

function defineOver(create: () => Promise<Disposable>, define: Define): void {
  let disposable: Disposable | null = null;
  let opened: DataSource[] = [];
  const remember = (dataSource: DataSource) => {
    opened.push(dataSource);
    return dataSource;
  };
  beforeEach(async () => {
    disposable = await create();
  });
  afterEach(async () => {
    for (const dataSource of opened) if (dataSource.isInitialized) await dataSource.destroy();
    opened = [];
    await disposable?.dispose();
    disposable = null;
  });
  define(() => {
    if (!disposable) throw new Error('No database: is this called outside a test?');
    const { settings } = disposable;
    return {
      settings,
      open: async (logging) => remember(await openDatabase(settings, logging)),
      openUnmigrated: async () => remember(await createDataSource(settings).initialize()),
    };
  });
}

async function createSqlite(beginning: Beginning): Promise<Disposable> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'photofinish-test-'));
  if (beginning === 'MIGRATED') await copyMigratedSqlite(directory);
  return {
    settings: { dataDirectory: directory, databaseUrl: null },
    dispose: async () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function createPostgres(beginning: Beginning): Promise<Disposable> {
  const name = `photofinish_test_${randomUUID().replaceAll('-', '')}`;
  await (beginning === 'MIGRATED' ? copyMigratedPostgres(name) : asAdministrator(`CREATE DATABASE ${name}`));
  return {
    settings: { dataDirectory: os.tmpdir(), databaseUrl: databaseUrlOf(name) },
    dispose: async () => void (await asAdministrator(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}
