import type { DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import type { UNFENCED } from './race-changes';
import { endingOf } from './race-ending';
import type { StopReason } from './race-fact';
import type { RaceStore } from './race-store';

export interface EndFromRowsOptions {
  readonly database: DataSource;
  readonly store: Pick<RaceStore, 'end'>;
}

/** Ends a race with what its rows say; nothing where it is gone. Throws `HoldLost`. */
export async function endFromRows(
  { database, store }: EndFromRowsOptions,
  raceId: string,
  reason: StopReason | 'CANCELLED',
  fence: number | typeof UNFENCED,
): Promise<void> {
  const race = await database.getRepository(Race).findOneBy({ id: raceId });
  if (!race) return;
  const runs = await database.getRepository(Run).find({ where: { raceId }, order: { position: 'ASC' } });
  await store.end(raceId, endingOf(race, runs, reason), fence);
}
