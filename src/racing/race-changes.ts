/** Changes of one race: each is one transaction, and announces itself once it is committed. */
import type { DataSource, EntityManager } from 'typeorm';
import { Race } from '../entities/race.entity';
import type { RaceEvents } from './race-events';

/** Somebody else has the race in hand by now, or it is gone: whoever gets this must not write about it any more. */
export class HoldLost extends Error {
  override readonly name = 'HoldLost';
  constructor(raceId: string) {
    super(`${raceId} is not ours any more`);
  }
}

/** Of a writer that is sure of itself: a client's wish, for example. */
export const UNFENCED = null;

export class RaceChanges {
  /** SQLite has one connection: transactions of one process take turns. */
  private turn: Promise<unknown> = Promise.resolve();

  constructor(
    readonly database: DataSource,
    private readonly events: Pick<RaceEvents, 'notify'>,
  ) {}

  /**
   * With the number under which the writer took the race (`fence`), all of `work` is done while that is still the
   * latest; else throws `HoldLost` and changes nothing.
   */
  async make<T>(raceId: string, fence: number | null, work: (manager: EntityManager) => Promise<T>): Promise<T> {
    const mine = this.turn.then(() =>
      this.database.transaction(async (manager) => {
        if (fence !== UNFENCED) await requireFence(manager, raceId, fence);
        return work(manager);
      }),
    );
    this.turn = mine.catch(() => undefined);
    const result = await mine;
    this.events.notify(raceId);
    return result;
  }
}

/** Locks the row for the rest of the transaction: a taker waits, and then finds it as we leave it. */
async function requireFence(manager: EntityManager, raceId: string, fence: number): Promise<void> {
  const { affected } = await manager.update(Race, { id: raceId, fence }, { fence });
  if (!affected) throw new HoldLost(raceId);
}
