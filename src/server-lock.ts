/**
 * One measuring server per database: a second one would take the first one's running race for an interrupted one.
 * SQLite: a lock file beside it. PostgreSQL: an advisory lock that ends with its connection.
 */
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource, QueryRunner } from 'typeorm';
import type { DatabaseSettings } from './data-source';
import { SERVER_LOCK } from './entities/advisory-locks';
import { tryLock } from './host-lock';

const RETAKE_MILLISECONDS = 500;

/** The message is a sentence for the person who starts the server. */
export class ServerLockError extends Error {
  override readonly name = 'ServerLockError';
}

/**
 * Resolves with how to give it back; throws `ServerLockError` while another server has it. A lock that was lost with its
 * connection is taken again; where another server was faster `lost` is called, and nothing may be measured any more.
 */
export async function lockServer(
  database: DataSource,
  settings: DatabaseSettings,
  lost: (error: ServerLockError) => void,
): Promise<() => Promise<void>> {
  if (settings.databaseUrl === null) return lockDirectory(settings.dataDirectory);
  const lock = new DatabaseLock(database, lost);
  if (!(await lock.take())) throw measuredElsewhere();
  return () => lock.release();
}

class DatabaseLock {
  private holder: QueryRunner | null = null;
  private released = false;

  constructor(
    private readonly database: DataSource,
    private readonly lost: (error: ServerLockError) => void,
  ) {}

  /** False while another has it. */
  async take(): Promise<boolean> {
    const holder = this.database.createQueryRunner();
    const connection = (await holder.connect()) as NodeJS.EventEmitter;
    const [row] = (await holder.query('SELECT pg_try_advisory_lock($1) AS held', [SERVER_LOCK])) as {
      held: boolean;
    }[];
    if (!row?.held) {
      await holder.release();
      return false;
    }
    this.holder = holder;
    connection.once('end', () => void this.retake());
    return true;
  }

  async release(): Promise<void> {
    this.released = true;
    const { holder } = this;
    // Its connection may have ended meanwhile, and the lock with it.
    if (!holder || holder.isReleased) return;
    await holder.query('SELECT pg_advisory_unlock($1)', [SERVER_LOCK]);
    await holder.release();
  }

  private async retake(): Promise<void> {
    this.holder = null;
    while (!this.released) {
      // The database may be away for longer.
      const taken = await this.take().catch(() => null);
      if (taken) return;
      if (taken === false) {
        this.lost(measuredElsewhere());
        return;
      }
      await sleep(RETAKE_MILLISECONDS, undefined, { ref: false });
    }
  }
}

function measuredElsewhere(): ServerLockError {
  return new ServerLockError(
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
