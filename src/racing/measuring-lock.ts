/**
 * One measurement at a time on a host, whoever runs the server: two would spoil each other's times. An exclusive
 * SQLite transaction on a file holds it, because the operating system frees it however the process ends.
 */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const RETRY_MILLISECONDS = 500;

export interface HeldLock {
  release(): void;
}

export class MeasuringLock {
  constructor(private readonly directory: string) {}

  /** Waits while another process measures; `onWait` is called once when it has to. Rejects with the signal's reason when aborted. */
  async acquire(signal: AbortSignal, onWait: () => void): Promise<HeldLock> {
    for (let waited = false; ; waited = true) {
      signal.throwIfAborted();
      const lock = this.tryAcquire();
      if (lock) return lock;
      if (!waited) onWait();
      await sleep(RETRY_MILLISECONDS, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  /** Null while another process holds it. */
  tryAcquire(): HeldLock | null {
    mkdirSync(this.directory, { recursive: true });
    const database = new Database(path.join(this.directory, 'photofinish-measuring.lock'), { timeout: 0 });
    try {
      database.exec('BEGIN EXCLUSIVE');
    } catch (error) {
      database.close();
      if (error instanceof Database.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
      throw error;
    }
    return { release: () => database.close() };
  }
}
