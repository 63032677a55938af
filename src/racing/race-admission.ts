/** Whether one more race may wait, and which of two requests with the same idempotency key was first. */
import { QueryFailedError, type EntityManager } from 'typeorm';
import { ADMISSION_LOCK } from '../entities/advisory-locks';
import { Race } from '../entities/race.entity';
import { PhotofinishError } from '../errors';

/**
 * So many races at most are being stored at once on PostgreSQL: more than the connections of all servers together. Only
 * where fewer places are left do they wait for one another.
 */
const STORED_AT_ONCE = 100;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html: unique_violation. */
const UNIQUE_VIOLATION = '23505';

/** Of a race about to be stored in this transaction. Throws QUEUE_FULL. */
export async function requirePlaceInQueue(manager: EntityManager, maximumQueued: number): Promise<void> {
  const queued = () => manager.countBy(Race, { status: 'QUEUED' });
  let waiting = await queued();
  if (manager.connection.options.type === 'postgres' && waiting >= maximumQueued - STORED_AT_ONCE) {
    // Until the transaction ends: what another is storing just now is counted too.
    await manager.query('SELECT pg_advisory_xact_lock($1)', [ADMISSION_LOCK]);
    waiting = await queued();
  }
  if (waiting < maximumQueued) return;
  throw new PhotofinishError('QUEUE_FULL', 'Too many races are waiting.', {
    advice: `At most ${maximumQueued} may wait: try again when one has ended, or cancel one.`,
  });
}

/** Whether a row with the same unique value was stored between our looking for it and our storing ours. */
export function wasStoredMeanwhile(error: unknown): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  return (error.driverError as { code?: unknown }).code === UNIQUE_VIOLATION;
}
