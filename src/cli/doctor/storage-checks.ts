/** The database, the folders, the port and the host-wide lock. Looks without changing anything that stays. */
import { accessSync, constants, existsSync, mkdtempSync, rmdirSync } from 'node:fs';
import * as path from 'node:path';
import type { Configuration } from '../../config';
import type * as DataSourceModule from '../../data-source';
import { tryLock } from '../../host-lock';
import { measuringLockFile } from '../../racing/measuring-lock';
import { localAddress } from '../api/address';
import { createApiClient } from '../api/client';
import { answers } from '../connection';
import { probePort } from '../port';
import { fail, ok, reasonOf, warn, type CheckResult } from './check';

const DATABASE_TIMEOUT_MILLISECONDS = 5_000;

/** Reachable, and its schema up to date? A SQLite file that is not there yet is made at the first start. */
export async function checkDatabase(configuration: Configuration): Promise<CheckResult> {
  const kind = configuration.databaseUrl === null ? 'SQLite' : 'PostgreSQL';
  const file = path.join(configuration.dataDirectory, 'photofinish.sqlite');
  if (kind === 'SQLite' && !existsSync(file)) return ok('database', 'SQLite, to be made at the first start');
  try {
    const pending = await inTime(hasPendingMigrations(configuration));
    if (pending) return warn('database', `${kind}, with an older schema`, 'The next start brings it up to date.');
    return ok('database', `${kind}, schema up to date`);
  } catch (error) {
    const advice = kind === 'SQLite' ? 'Correct or move the file away.' : 'Start PostgreSQL, or correct DATABASE_URL.';
    return fail('database', `${kind} cannot be opened: ${reasonOf(error)}`, advice);
  }
}

async function hasPendingMigrations(configuration: Configuration): Promise<boolean> {
  // Loaded here: only this check needs an ORM, and it must not slow down every other command.
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- `import()` would stay ESM in CommonJS output
  const { createDataSource } = require('../../data-source') as typeof DataSourceModule;
  const dataSource = await createDataSource(configuration).initialize();
  try {
    return await dataSource.showMigrations();
  } finally {
    await dataSource.destroy();
  }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer within 5 s')), DATABASE_TIMEOUT_MILLISECONDS);
  });
  return Promise.race([work, tooLong]).finally(() => clearTimeout(timer));
}

export function checkFolders(configuration: Configuration): CheckResult[] {
  return [
    checkFolder('data folder', configuration.dataDirectory, 'PHOTOFINISH_DATA_DIR'),
    checkFolder('cache folder', configuration.cacheDirectory, 'PHOTOFINISH_CACHE_DIR'),
    checkFolder('lock folder', configuration.lockDirectory, 'PHOTOFINISH_LOCK_DIR'),
  ];
}

/** Tries by writing, where the folder is there; where it is to be made, asks the nearest folder above. */
function checkFolder(name: string, folder: string, variable: string): CheckResult {
  try {
    if (existsSync(folder)) rmdirSync(mkdtempSync(path.join(folder, '.doctor-')));
    else accessSync(nearestExisting(folder), constants.W_OK | constants.X_OK);
    return ok(name, folder);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return fail(name, `${folder} cannot be written to (${code})`, `Correct its permissions, or set ${variable}.`);
  }
}

function nearestExisting(folder: string): string {
  return existsSync(folder) ? folder : nearestExisting(path.dirname(folder));
}

export async function checkPort(configuration: Configuration): Promise<CheckResult> {
  const { host, port } = configuration;
  const address = localAddress(configuration);
  if (await answers(createApiClient(address))) return ok('port', `a Photofinish server answers at ${address}`);
  const state = await probePort(host, port);
  if (state === 'free') return ok('port', `${port} on ${host} is free`);
  if (state === 'no such address') return fail('port', `${host} is no address of this machine`, 'Correct HOST.');
  return fail('port', `${port} on ${host} is ${state}`, 'Stop what listens there, or set PORT to another.');
}

/** Held means that a race is being measured now, by whichever server. */
export function checkLock(configuration: Configuration): CheckResult {
  try {
    const release = tryLock(measuringLockFile(configuration.lockDirectory));
    release?.();
    return ok('measuring lock', release ? 'free' : 'held: a race is being measured now');
  } catch (error) {
    return fail('measuring lock', `cannot be taken: ${reasonOf(error)}`, 'Correct PHOTOFINISH_LOCK_DIR.');
  }
}
