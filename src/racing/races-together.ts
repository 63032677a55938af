/** Of races that were asked for together. */
import type { Race, RaceStatusName } from '../entities/race.entity';
import { hasEnded } from './race-status';

/** As of one race: of all of them together. Null is one that was deleted. */
export function statusOf(races: readonly (Pick<Race, 'status'> | null)[]): RaceStatusName {
  const statuses = new Set(races.flatMap((race) => race?.status ?? []));
  const [only] = statuses;
  if (only === undefined || statuses.size === 1) return only ?? 'CANCELLED';
  if (statuses.has('RUNNING') || statuses.has('QUEUED')) return 'RUNNING';
  if (statuses.has('CANCELLED')) return 'CANCELLED';
  return statuses.has('INTERRUPTED') ? 'INTERRUPTED' : 'FINISHED';
}

/** Whether what it says counts: it has ended, and did not tell a run from its own clone. */
export const isJudged = ({ status, warnings }: Pick<Race, 'status' | 'warnings'>): boolean =>
  hasEnded(status) && !warnings.some(({ code }) => code === 'SELF_CHECK_FAILED');
