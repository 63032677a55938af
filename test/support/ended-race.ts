/** Races that ended without having been run. */
import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { analysisOf } from './stored-races';

/** As its race would have ended: the entrant at this place was twice as fast. */
export async function endRace(dataSource: DataSource, raceId: string, fastest: 0 | 1, finishedAt = 1): Promise<void> {
  const [first, second] = await dataSource.getRepository(Run).find({ where: { raceId }, order: { position: 'ASC' } });
  if (!first || !second) throw new Error('It has no runs');
  const [fast, slow] = fastest === 0 ? [first, second] : [second, first];
  const analysis = analysisOf(fast.id, slow.id);
  await dataSource
    .getRepository(Race)
    .update({ id: raceId }, { status: 'FINISHED', analysis, startedAt: finishedAt - 1, finishedAt });
}
