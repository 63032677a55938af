/** What an error of the database, or of a disk, means. */
import { QueryFailedError, QueryRunnerAlreadyReleasedError } from 'typeorm';

/** https://www.postgresql.org/docs/current/errcodes-appendix.html: connection, resources, operator's doing, system. */
const POSTGRES_CLASSES = new Set(['08', '53', '57', '58']);
/** Of a class that is otherwise ours: we stood still for too long in a transaction, and its connection was ended. */
const STOOD_STILL = '25P03';
/** https://www.sqlite.org/rescode.html */
const SQLITE_CODES = ['SQLITE_FULL', 'SQLITE_IOERR', 'SQLITE_BUSY', 'SQLITE_CANTOPEN', 'SQLITE_LOCKED'];
const SOCKET_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
]);
/** PostgreSQL's name of it; SQLite's process is alone, and looks before it writes. */
const UNIQUE_VIOLATION = '23505';
/** There is no room, or none for us. */
const DISK_CODES = new Set(['ENOSPC', 'EDQUOT']);
/** What the driver says without a code. */
const BROKEN_CONNECTION =
  /connection terminated|connection error and is not queryable|timeout expired|timeout exceeded when trying to connect/i;

/** Whether somebody else stored first what may be there once. */
export function isTakenAlready(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: unknown }).code === UNIQUE_VIOLATION;
}

/** Whether a file could not be written for want of room, such as the tensors of a race. */
export function isFullDisk(error: unknown): boolean {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' && DISK_CODES.has(code);
}

/** Whether the database could not be reached or could not write, rather than that something is wrong with us. */
export function isDatabaseFault(error: unknown): boolean {
  // Its connection ended under a transaction that had more to do.
  if (error instanceof QueryRunnerAlreadyReleasedError) return true;
  const cause: unknown = error instanceof QueryFailedError ? error.driverError : error;
  if (!(cause instanceof Error)) return false;
  if (cause instanceof AggregateError) return cause.errors.some(isDatabaseFault);
  const { code } = cause as { code?: unknown };
  if (typeof code !== 'string') return BROKEN_CONNECTION.test(cause.message);
  if (SOCKET_CODES.has(code) || SQLITE_CODES.some((known) => code.startsWith(known))) return true;
  if (code === STOOD_STILL) return true;
  return /^[0-9A-Z]{5}$/.test(code) && POSTGRES_CLASSES.has(code.slice(0, 2));
}
