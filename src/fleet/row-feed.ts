/** The rows as the queue: all that one server needs, and what several fall back on while Redis is away. */
import { In, type DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import type { RaceFeed } from './race-feed';
import { unheld } from './unheld';
import { satisfies, type HostTraits } from './wanted';

export interface RowFeedOptions {
  readonly database: DataSource;
  readonly host: () => Promise<HostTraits>;
  /** Whether no other process measures for this database: then nobody else can have a race in hand. */
  readonly alone: boolean;
  /** Whether a race that was begun on other hardware is to be taken up here all the same. */
  readonly adopts: (hardwareProfileId: string) => Promise<boolean>;
}

/** Interrupted races are few; more than these are looked at with the next question. */
const INTERRUPTED_LOOKED_AT = 50;

export class RowFeed implements RaceFeed {
  constructor(private readonly options: RowFeedOptions) {}

  /** Its row is all that it takes. */
  async offer(): Promise<void> {
    return undefined;
  }

  async next(): Promise<string | null> {
    return (await this.interrupted()) ?? (await this.oldestWaiting());
  }

  async close(): Promise<void> {
    return undefined;
  }

  private async interrupted(): Promise<string | null> {
    const { hardwareProfileId } = await this.options.host();
    const races = await this.waiting('RUNNING').limit(INTERRUPTED_LOOKED_AT).getMany();
    for (const race of races) {
      const begunOn = race.hardwareProfileId;
      if (begunOn === null || begunOn === hardwareProfileId || (await this.options.adopts(begunOn))) return race.id;
    }
    return null;
  }

  private async oldestWaiting(): Promise<string | null> {
    const host = await this.options.host();
    const distinct = this.waiting('QUEUED').select('race.wanted', 'wanted').orderBy().distinct(true);
    const wanted = (await distinct.getRawMany<{ wanted: string }>()).map((row) => row.wanted);
    const mine = wanted.filter((word) => satisfies(host, word));
    if (mine.length === 0) return null;
    const race = await this.waiting('QUEUED')
      .andWhere({ wanted: In(mine) })
      .limit(1)
      .getOne();
    return race?.id ?? null;
  }

  private waiting(status: 'RUNNING' | 'QUEUED') {
    const { database, alone } = this.options;
    const query = database
      .getRepository(Race)
      .createQueryBuilder('race')
      .select(['race.id', 'race.hardwareProfileId'])
      .where({ status })
      .orderBy('race.createdAt', 'ASC')
      .addOrderBy('race.id', 'ASC');
    return alone ? query : query.andWhere(unheld(database));
  }
}
