/**
 * Stores new races. Those that come while others are being stored are stored together, in one transaction: it costs
 * hardly more than one race does, and whoever comes alone waits for nobody.
 */
import DataLoader from 'dataloader';
import { In, type EntityManager } from 'typeorm';
import type { Quotas } from '../auth/principal';
import { RaceEvent } from '../entities/race-event.entity';
import { Race } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { addAuditEntries, raceDetails } from './audit-trail';
import type { Caller } from './caller';
import { isTakenAlready } from './database-fault';
import { isUnbound, requireWithinQuotas } from './quotas';
import { countWaiting, queueIsFull } from './race-admission';
import type { RaceChanges } from './race-changes';

/** Of one transaction. */
const MOST_TOGETHER = 16;

export interface NewRace {
  readonly race: Race;
  readonly runs: readonly Run[];
  /** Races that may wait. */
  readonly maximumQueued: number;
  readonly caller: Caller;
  readonly quotas: Quotas;
}

export class RaceIntake {
  /** Of the batch that was begun last: batches come one after the other. */
  private storing: Promise<unknown> = Promise.resolve();
  private readonly together = new DataLoader<NewRace, Race>((entries) => this.storeTogether(entries), {
    cache: false,
    maxBatchSize: MOST_TOGETHER,
    batchScheduleFn: (store) => void this.storing.then(store),
  });

  constructor(private readonly changes: RaceChanges) {}

  /** Or the race that already has its idempotency key. Throws QUEUE_FULL, or QUOTA_EXCEEDED of its owner. */
  async take(entry: NewRace): Promise<Race> {
    // A quota counts what is stored: one after the other.
    return isUnbound(entry.quotas) ? this.together.load(entry) : this.storeAlone(entry);
  }

  /** All of them, in their order, and what `also` writes; or nothing. None has an idempotency key. Throws as `take`. */
  async takeAll(entries: readonly NewRace[], also: (manager: EntityManager) => Promise<void>): Promise<void> {
    await this.changes.makeNew(async (manager) => {
      for (const entry of entries) {
        const [outcome] = await decide(manager, [entry]);
        if (outcome instanceof Error) throw outcome;
        if (outcome !== entry.race) throw new Error('it has an idempotency key');
        // A quota counts what is stored.
        await insert(manager, [entry]);
      }
      await also(manager);
    });
  }

  private storeTogether(entries: readonly NewRace[]): Promise<(Race | Error)[]> {
    const stored = this.storing.then(() => this.storeOrEach(entries));
    this.storing = stored.catch(() => undefined);
    return stored;
  }

  /** What is wrong with one of them is not to spoil the others. */
  private storeOrEach(entries: readonly NewRace[]): Promise<(Race | Error)[]> {
    return this.store(entries).catch((error: unknown) => {
      if (!isTakenAlready(error)) throw error;
      return Promise.all(entries.map((entry) => this.storeAlone(entry).catch((reason: unknown) => reason as Error)));
    });
  }

  private async storeAlone(entry: NewRace): Promise<Race> {
    const [outcome] = await this.store([entry]).catch(async (error: unknown) => {
      if (!isTakenAlready(error)) throw error;
      const known = await withKeys(this.changes.database.manager, [entry]);
      return [known.get(entry.race.idempotencyKey) ?? (error as Error)];
    });
    if (!outcome || outcome instanceof Error) throw outcome ?? new Error('nothing was stored');
    return outcome;
  }

  private store(entries: readonly NewRace[]): Promise<(Race | Error)[]> {
    return this.changes.makeNew(async (manager) => {
      const outcomes = await decide(manager, entries);
      await insert(
        manager,
        entries.filter(({ race }, index) => outcomes[index] === race),
      );
      return outcomes;
    });
  }
}

/** Of each: the race itself where it is to be stored, the one that has its key, or why it is refused. */
async function decide(manager: EntityManager, entries: readonly NewRace[]): Promise<(Race | Error)[]> {
  const known = await withKeys(manager, entries);
  const mostQueued = Math.min(...entries.map(({ maximumQueued }) => maximumQueued));
  let waiting = await countWaiting(manager, mostQueued);
  const outcomes: (Race | Error)[] = [];
  for (const { race, maximumQueued, quotas } of entries) {
    const { idempotencyKey } = race;
    const existing = idempotencyKey === null ? undefined : known.get(idempotencyKey);
    if (existing) {
      outcomes.push(existing);
    } else if (waiting >= maximumQueued) {
      outcomes.push(queueIsFull(maximumQueued));
    } else {
      await requireWithinQuotas(manager, race, quotas);
      if (idempotencyKey !== null) known.set(idempotencyKey, race);
      waiting += 1;
      outcomes.push(race);
    }
  }
  return outcomes;
}

async function insert(manager: EntityManager, entries: readonly NewRace[]): Promise<void> {
  if (entries.length === 0) return;
  const at = Date.now();
  const content = { kind: 'STATUS', status: 'QUEUED' } as const;
  const races = entries.map(({ race }) => Object.assign(race, { lastSequence: 1 }));
  await manager.insert(Race, races);
  await manager.insert(
    Run,
    entries.flatMap(({ runs }) => [...runs]),
  );
  await manager.insert(
    RaceEvent,
    races.map(({ id: raceId }) => ({ raceId, sequence: 1, at, content })),
  );
  await addAuditEntries(
    manager,
    entries.map(({ race, caller }) => ({ caller, action: 'START', subject: race.id, details: raceDetails(race) })),
  );
}

/** Races that have the idempotency keys already, by key. */
async function withKeys(manager: EntityManager, entries: readonly NewRace[]): Promise<Map<string | null, Race>> {
  const keys = entries.flatMap(({ race }) => race.idempotencyKey ?? []);
  const races = keys.length === 0 ? [] : await manager.findBy(Race, { idempotencyKey: In(keys) });
  return new Map(races.map((race) => [race.idempotencyKey, race]));
}
