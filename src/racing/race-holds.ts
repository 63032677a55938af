/**
 * Who has a race in hand. One process at a time: it takes the race for some seconds and says again and again that it
 * still has it. Whoever takes a race counts its fence up, and every write is made under the number that its writer took
 * it with: a process that was cut off, or stood still, cannot write into what another has taken up (Kleppmann, "How to
 * do distributed locking", 2016: fencing tokens).
 */
import { nowExpression } from '../entities/database-clock';
import { Race } from '../entities/race.entity';
import { unheld } from '../fleet/unheld';
import { UNFENCED, type RaceChanges } from './race-changes';

/** How long a holder that says nothing has a race, unless it is configured. */
const HOLD_MILLISECONDS = 20_000;

export interface Hold {
  readonly raceId: string;
  readonly fence: number;
}

export type HoldState = 'held' | 'cancel' | 'lost';

export interface RaceHoldsOptions {
  readonly changes: RaceChanges;
  /** Of the measuring host. */
  readonly holder: () => Promise<string>;
  /** Whether no other process measures for this database: what is held then was held by one that has ended. */
  readonly alone: boolean;
  /** Absent: ours. */
  readonly milliseconds?: number;
}

export class RaceHolds {
  /** How long a holder that says nothing has a race. */
  readonly milliseconds: number;

  constructor(private readonly options: RaceHoldsOptions) {
    this.milliseconds = options.milliseconds ?? HOLD_MILLISECONDS;
  }

  /** Null where the race has ended or another has it. */
  async take(raceId: string): Promise<Hold | null> {
    const { changes, alone } = this.options;
    const holder = await this.options.holder();
    const now = nowExpression(changes.database);
    return changes.make(raceId, UNFENCED, async (manager) => {
      const taking = manager
        .createQueryBuilder()
        .update(Race)
        .set({ holder, fence: () => '"fence" + 1', heldUntil: () => `${now} + ${this.milliseconds}` })
        .where("id = :raceId AND status IN ('QUEUED', 'RUNNING')", { raceId });
      if (!alone) taking.andWhere(unheld(changes.database));
      const { affected } = await taking.execute();
      if (!affected) return null;
      const { fence } = await manager.findOneOrFail(Race, { select: { id: true, fence: true }, where: { id: raceId } });
      return { raceId, fence };
    });
  }

  /** Says that the holder still has it; what it answers is what the holder has to do. */
  async renew({ raceId, fence }: Hold): Promise<HoldState> {
    const { database } = this.options.changes;
    const heldUntil = () => `${nowExpression(database)} + ${this.milliseconds}`;
    const { affected } = await database.getRepository(Race).update({ id: raceId, fence }, { heldUntil });
    if (!affected) return 'lost';
    const race = await database.getRepository(Race).findOne({
      select: { id: true, fence: true, cancelRequestedAt: true },
      where: { id: raceId },
    });
    if (race?.fence !== fence) return 'lost';
    return race.cancelRequestedAt === null ? 'held' : 'cancel';
  }

  /** Gives it back, so that another can take it up at once. Does nothing where another has it. */
  async release({ raceId, fence }: Hold): Promise<void> {
    const { database } = this.options.changes;
    await database.getRepository(Race).update({ id: raceId, fence }, { heldUntil: null });
  }
}
