/**
 * One measuring server per database: a second one would take the first one's running race for an interrupted one.
 * SQLite: a lock file beside it. PostgreSQL: an advisory lock that ends with its connection.
 */
import * as path from 'node:path';
import type { DataSource } from 'typeorm';
import type { DatabaseSettings } from './data-source';
import { tryLock } from './host-lock';

/** Any number will do that nobody else uses on this PostgreSQL server. */
const SERVER_LOCK = 7_046_150_311;

/** The message is a sentence for the person who starts the server. */
export class ServerLockError extends Error {
  override readonly name = 'ServerLockError';
}

/** Resolves with how to give it back; throws `ServerLockError` while another server has it. */
export async function lockServer(database: DataSource, settings: DatabaseSettings): Promise<() => Promise<void>> {
  if (settings.databaseUrl === null) return lockDirectory(settings.dataDirectory);
  const holder = database.createQueryRunner();
  const [row] = (await holder.query('SELECT pg_try_advisory_lock($1) AS held', [SERVER_LOCK])) as { held: boolean }[];
  if (row?.held) {
    return async () => {
      // Its connection may have ended meanwhile, and the lock with it.
      if (holder.isReleased) return;
      await holder.query('SELECT pg_advisory_unlock($1)', [SERVER_LOCK]);
      await holder.release();
    };
  }
  await holder.release();
  throw new ServerLockError(
    'Another Photofinish server measures for this database: stop it, or use another DATABASE_URL.',
  );
}

async function lockDirectory(dataDirectory: string): Promise<() => Promise<void>> {
  const release = tryLock(path.join(dataDirectory, 'server.lock'));
  if (!release) {
    throw new ServerLockError(
      'Another Photofinish server uses this data directory: stop it, or set PHOTOFINISH_DATA_DIR to another one.',
    );
  }
  return async () => release();
}
