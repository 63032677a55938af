/** What a race that waits is waiting for, in a sentence. */
import type { DataSource } from 'typeorm';
import { databaseNow } from '../entities/database-clock';
import { Race } from '../entities/race.entity';
import type { MeasuringHosts } from '../fleet/measuring-hosts';
import { describeWanted, satisfies, wantedOf } from '../fleet/wanted';

export interface WaitingOptions {
  readonly database: DataSource;
  readonly hosts: Pick<MeasuringHosts, 'alive'>;
}

export class WaitingReasons {
  constructor(private readonly options: WaitingOptions) {}

  /** In the order of the races; null for one that is being measured or has ended. */
  async reasons(races: readonly Race[]): Promise<(string | null)[]> {
    const waiting = races.filter(({ status }) => status === 'QUEUED' || status === 'RUNNING');
    if (waiting.length === 0) return races.map(() => null);
    const hosts = await this.options.hosts.alive();
    const now = await databaseNow(this.options.database);
    const reasonOf = async (race: Race): Promise<string | null> => {
      const held = race.heldUntil !== null && (race.heldUntil >= now || hosts.some(({ id }) => id === race.holder));
      if (held) return null;
      const wanted = wantedNow(race);
      if (!hosts.some((host) => satisfies(host, wanted)))
        return `It waits for ${describeWanted(wanted)}: none is there.`;
      const before = race.status === 'QUEUED' ? await this.racesBefore(race) : 0;
      if (before === 0) return `It waits for ${describeWanted(wanted)} to be free.`;
      return `It waits for ${describeWanted(wanted)}: ${before} ${before === 1 ? 'race is' : 'races are'} before it.`;
    };
    return Promise.all(races.map(async (race) => (waiting.includes(race) ? reasonOf(race) : null)));
  }

  /** Of those that the same hosts are wanted for. */
  private racesBefore({ id, createdAt, wanted }: Race): Promise<number> {
    return this.options.database
      .getRepository(Race)
      .createQueryBuilder('race')
      .where({ status: 'QUEUED', wanted })
      .andWhere('(race.createdAt < :createdAt OR (race.createdAt = :createdAt AND race.id < :id))', { createdAt, id })
      .getCount();
  }
}

/** What was begun goes on on its own kind of machine. */
function wantedNow({ status, hardwareProfileId, wanted }: Race): string {
  return status === 'RUNNING' && hardwareProfileId !== null
    ? wantedOf({ kind: 'profile', profileId: hardwareProfileId })
    : wanted;
}
