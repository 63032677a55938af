/**
 * Copies of databases that the migrations have made. Each worker of jest makes one of either kind when a test first wants
 * a copy; the end of the run takes them away (`end-run.js`). No copy outlives the run, so none is of older migrations.
 */
import { constants, copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { QueryFailedError } from 'typeorm';
import { openDatabase, SQLITE_FILE, type DatabaseSettings } from '../../src/data-source';
import { asAdministrator, databaseUrlOf } from './postgres-administrator';

const WORKER = process.env['JEST_WORKER_ID'] ?? '1';
/** SQLSTATE: there is no database of this name. */
const NO_SUCH_DATABASE = '3D000';

function runId(): string {
  const id = process.env['PHOTOFINISH_TEST_RUN'];
  if (!id) throw new Error('The run has no name: jest.config.js runs test/support/begin-run.js');
  return id;
}

/** What the names of this run's databases of PostgreSQL begin with. */
const postgresPrefix = () => `photofinish_migrated_${runId()}_`;
const sqliteFolder = () => path.join(os.tmpdir(), `photofinish-migrated-${runId()}`);

/** Puts the file of a migrated database into this folder. */
export async function copyMigratedSqlite(dataDirectory: string): Promise<void> {
  const folder = path.join(sqliteFolder(), WORKER);
  if (!existsSync(folder)) {
    // Whole or not at all: the test that it is made for may run out of time.
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    await migrate({ dataDirectory: unfinished, databaseUrl: null });
    renameSync(unfinished, folder);
  }
  copyFileSync(path.join(folder, SQLITE_FILE), path.join(dataDirectory, SQLITE_FILE), constants.COPYFILE_EXCL);
}

/** Creates a database of this name. */
export async function copyMigratedPostgres(name: string): Promise<void> {
  const migrated = `${postgresPrefix()}${WORKER}`;
  const copy = () => asAdministrator(`CREATE DATABASE ${name} TEMPLATE ${migrated}`);
  try {
    await copy();
  } catch (error) {
    if (!(error instanceof QueryFailedError && error.driverError.code === NO_SUCH_DATABASE)) throw error;
    const unfinished = `${migrated}_unfinished`;
    await asAdministrator(`DROP DATABASE IF EXISTS ${unfinished} WITH (FORCE)`);
    await asAdministrator(`CREATE DATABASE ${unfinished}`);
    await migrate({ dataDirectory: os.tmpdir(), databaseUrl: databaseUrlOf(unfinished) });
    await asAdministrator(`ALTER DATABASE ${unfinished} RENAME TO ${migrated}`);
    await copy();
  }
}

async function migrate(settings: DatabaseSettings): Promise<void> {
  const database = await openDatabase(settings);
  await database.destroy();
}

/** Takes away what this run has made. */
export async function removeMigratedDatabases(): Promise<void> {
  rmSync(sqliteFolder(), { recursive: true, force: true });
  const made = await asAdministrator<{ datname: string }[]>(
    `SELECT datname FROM pg_database WHERE starts_with(datname, '${postgresPrefix()}')`,
  ).catch(() => []);
  for (const { datname } of made) await asAdministrator(`DROP DATABASE ${datname} WITH (FORCE)`);
}
