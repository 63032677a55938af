/** The same program in other races of the same machine: what its time does from one race to another. */
import type { DataSource } from 'typeorm';
import { type Race } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { differencesOfWork, flagsOfSetting } from './same-work';

/** The newest are the likeliest to be of the machine as it is. */
const MOST_REPEATS = 20;
/** Races of the workload that are looked through for them. */
const MOST_RACES = 200;

/** log seconds per iteration of the run's engine, variant and version in other races of the same work and setting. */
export async function levelsInOtherRaces(database: DataSource, race: Race, run: Run): Promise<number[]> {
  const rows = await database
    .getRepository(Run)
    .createQueryBuilder('run')
    .innerJoinAndSelect('run.race', 'race')
    .where('run.engine = :engine AND run.variant = :variant AND run.engineVersion = :version', {
      engine: run.engine,
      variant: run.variant,
      version: run.engineVersion,
    })
    .andWhere('race.hardwareProfileId = :hardware AND race.workload = :workload AND race.id <> :own', {
      hardware: race.hardwareProfileId,
      workload: race.workload,
      own: race.id,
    })
    .andWhere('race.status = :status', { status: 'FINISHED' })
    .orderBy('race.createdAt', 'DESC')
    .take(MOST_RACES)
    .getMany();
  return (
    rows
      .filter(({ race: other }) => [...differencesOfWork(race, other), ...flagsOfSetting(race, other)].length === 0)
      .flatMap((other) => {
        const seconds = other.race.analysis?.runs.find(({ runId }) => runId === other.id)?.secondsPerIteration;
        return seconds ? [{ raceId: other.raceId, level: Math.log(seconds.value) }] : [];
      })
      // One of each race: a clone says nothing of another hour.
      .filter(({ raceId }, index, all) => all.findIndex((each) => each.raceId === raceId) === index)
      .slice(0, MOST_REPEATS)
      .map(({ level }) => level)
  );
}
