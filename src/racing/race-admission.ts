/** Whether one more race may wait. */
import type { EntityManager } from 'typeorm';
import { ADMISSION_LOCK } from '../entities/advisory-locks';
import { Race } from '../entities/race.entity';
import { PhotofinishError } from '../errors';

/**
 * So many races at most are being stored at once on PostgreSQL, by all servers together. Only where fewer places are
 * left do they wait for one another.
 */
const STORED_AT_ONCE = 200;

/** Races that wait, for a transaction that is about to store more of them. */
export async function countWaiting(manager: EntityManager, maximumQueued: number): Promise<number> {
  const count = () => manager.countBy(Race, { status: 'QUEUED' });
  const waiting = await count();
  if (manager.connection.options.type !== 'postgres' || waiting < maximumQueued - STORED_AT_ONCE) return waiting;
  // Until the transaction ends: what another is storing just now is counted too.
  await manager.query('SELECT pg_advisory_xact_lock($1)', [ADMISSION_LOCK]);
  return count();
}

export function queueIsFull(maximumQueued: number): PhotofinishError {
  return new PhotofinishError('QUEUE_FULL', 'Too many races are waiting.', {
    advice: `At most ${maximumQueued} may wait: try again when one has ended, or cancel one.`,
  });
}
