/** What a status says of a race. */
import type { RaceStatusName } from '../entities/race.entity';

const ENDED: ReadonlySet<RaceStatusName> = new Set(['FINISHED', 'CANCELLED', 'FAILED', 'INTERRUPTED']);

/** Nothing about it changes any more. */
export function hasEnded(status: RaceStatusName): boolean {
  return ENDED.has(status);
}
