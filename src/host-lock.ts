/** One set-up of a thing at a time, on the whole machine. */
import { chmodSync, mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';

const RETRY_MILLISECONDS = 250;

/** Gives the lock back. */
export type Release = () => void;

/**
 * Takes the lock that the file stands for, or answers null at once where somebody else has it.
 * It is an SQLite file held by an exclusive transaction: the operating system takes it away from a process that
 * dies, however it dies, so there are no stale locks. Throws where the file cannot be made.
 */
export function tryLock(file: string): Release | null {
  mkdirSync(path.dirname(file), { recursive: true });
  const database = new Database(file, { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
    requireWritable(database, file);
    return () => void database.close();
  } catch (error) {
    database.close();
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
}

/** A file of another user opens for reading only, and its exclusive transaction then excludes nobody. */
function requireWritable(database: Database.Database, file: string): void {
  try {
    database.pragma('user_version = 1');
  } catch {
    throw new Error('The lock file belongs to another user: set PHOTOFINISH_LOCK_DIR to a folder that both may write.');
  }
  try {
    chmodSync(file, 0o666);
  } catch {
    // Only its owner may: the owner did.
  }
}

/** Takes the lock however long it lasts; yields `waiting` once if it is not free. Throws when aborted. */
export async function* waitForLock<Notice>(
  file: string,
  waiting: Notice,
  signal?: AbortSignal,
): AsyncGenerator<Notice, Release> {
  let release = tryLock(file);
  if (!release) yield waiting;
  while (!release) {
    await sleep(RETRY_MILLISECONDS, undefined, signal ? { signal } : {});
    release = tryLock(file);
  }
  return release;
}
