/** Changes of one race: each is one transaction, and announces itself once it is committed. */
import type { DataSource, EntityManager } from 'typeorm';
import { Race } from '../entities/race.entity';
import type { RaceEvents } from './race-events';
import { Turns } from './turns';

/** Somebody else has the race in hand by now, or it is gone: whoever gets this must not write about it any more. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost';
  constructor(raceId: string) {
    super(`${raceId} is not ours any more`);
  }
}

/** Of a writer that is sure of itself: a client's wish, for example. */
export const UNFENCED = null;

/** SQLite has one connection: all transactions of one process take turns, whichever race they are about. */
const EVERY_RACE = '';

export class RaceChanges {
  private readonly turns = new Turns();
  private readonly oneConnection: boolean;

  constructor(
    readonly database: DataSource,
    private readonly events: Pick<RaceEvents, 'notify'>,
  ) {
    this.oneConnection = database.options.type !== 'postgres';
  }

  /**
   * With the number under which the writer took the race (`fence`), all of `work` is done while that is still the
   * latest; else throws `HoldLost` and changes nothing. Changes of one race are made in the order in which they were
   * asked for; those of different races at the same time, where the database can.
   */
  async make<T>(raceId: string, fence: number | null, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const result = await this.inTurn(raceId, async (manager) => {
      if (fence !== UNFENCED) await requireFence(manager, raceId, fence);
      return work(manager);
    });
    this.events.notify(raceId);
    return result;
  }

  /** Of races that nobody knows of yet: there is no order to keep, and nobody to tell. */
  makeNew<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.oneConnection ? this.inTurn(EVERY_RACE, work) : this.database.transaction(work);
  }

  private inTurn<T>(raceId: string, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const key = this.oneConnection ? EVERY_RACE : raceId;
    return this.turns.take(key, () => this.database.transaction(work));
  }
}

/** Locks the row for the rest of the transaction: a taker waits, and then finds it as we leave it. */
async function requireFence(manager: EntityManager, raceId: string, fence: number): Promise<void> {
  const { affected } = await manager.update(Race, { id: raceId, fence }, { fence });
  if (!affected) throw new HoldLost(raceId);
}
