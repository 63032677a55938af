/** Where races are handed in and asked back, whichever host has them in hand. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import type { Bus } from '../fleet/bus';
import type { RaceFeed } from '../fleet/race-feed';
import { NOBODY, type Caller } from './caller';
import { Latch } from './latch';
import { endFromRows } from './end-from-rows';
import { UNFENCED } from './race-changes';
import { hasEnded } from './race-events';
import type { RaceStore } from './race-store';

/** A holder that does not answer within this time is not waited for: the race is ended without it. */
const PATIENCE_MILLISECONDS = 800;

export interface RaceDeskOptions {
  readonly database: DataSource;
  readonly store: RaceStore;
  readonly feed: Pick<RaceFeed, 'offer'>;
  readonly bus: Bus;
  readonly logger: Pick<Logger, 'warn'>;
}

export class RaceDesk {
  constructor(private readonly options: RaceDeskOptions) {}

  /** Its row is stored. Never rejects: what the feed does not take now is offered again later. */
  async handIn(race: Race): Promise<void> {
    const { feed, bus, logger } = this.options;
    await feed.offer(race).catch((error: unknown) => {
      logger.warn({ error, raceId: race.id }, 'a race could not be offered to the hosts yet');
    });
    bus.publish({ kind: 'queued', raceId: race.id });
  }

  /** Ended when the promise resolves, by whoever has it in hand or, if that takes too long, from here. */
  async askBack(raceId: string, caller: Caller = NOBODY): Promise<void> {
    const { store, bus } = this.options;
    // From now on: a holder that stands still may keep the row locked for a second of it.
    const patience = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    // Whoever comes first: the row while it waits, or the host once it has the race in hand.
    await store.cancelQueued(raceId, caller);
    if (await this.hasEnded(raceId)) return;
    await store.requestCancel(raceId);
    const answer = new Latch();
    const unsubscribe = bus.subscribe((news) => {
      if (news.kind === 'race' && news.raceId === raceId) answer.set();
    });
    try {
      bus.publish({ kind: 'cancel', raceId });
      while (!patience.aborted && !(await this.hasEnded(raceId))) await answer.wait(patience);
    } finally {
      unsubscribe();
    }
    // Where it has not ended: the holder's next word is refused, and it stops.
    await endFromRows(this.options, raceId, 'CANCELLED', UNFENCED);
  }

  private async hasEnded(raceId: string): Promise<boolean> {
    const { database } = this.options;
    const race = await database
      .getRepository(Race)
      .findOne({ select: { id: true, status: true }, where: { id: raceId } });
    return !race || hasEnded(race.status);
  }
}
