/**
 * Follows a race's events: the rows are the truth, a notification only says "look again". Replaying and going on
 * live are therefore the same loop: no gap and no duplicate by construction.
 */
import { EventEmitter } from 'node:events';
import { MoreThan, type DataSource } from 'typeorm';
import { RaceEvent } from '../entities/race-event.entity';
import { Race, type RaceStatusName } from '../entities/race.entity';
import { LocalBus, type Bus } from '../fleet/bus';
import { Latch } from './latch';

const PAGE_SIZE = 100;

const ENDED: ReadonlySet<RaceStatusName> = new Set(['FINISHED', 'CANCELLED', 'FAILED', 'INTERRUPTED']);

export function hasEnded(status: RaceStatusName): boolean {
  return ENDED.has(status);
}

export class RaceEvents {
  private readonly changes = new EventEmitter().setMaxListeners(0);

  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus = new LocalBus(),
  ) {
    this.bus.subscribe((news) => {
      if (news.kind === 'race') this.wake(news.raceId);
      else if (news.kind === 'resumed') for (const raceId of this.followed) this.wake(raceId);
    });
  }

  /** Something was committed for this race. */
  notify(raceId: string): void {
    this.bus.publish({ kind: 'race', raceId });
  }

  /** Whoever follows it here looks at the rows again. */
  wake(raceId: string): void {
    this.changes.emit(raceId);
  }

  /** Races that somebody follows just now. */
  get followed(): string[] {
    return this.changes.eventNames().map(String);
  }

  /** Events with a sequence number above `after`, stored ones first; ends after the race's last event, or when the race is gone. */
  async *follow(raceId: string, after: number, signal: AbortSignal): AsyncGenerator<RaceEvent, void, void> {
    const latch = new Latch();
    const wake = () => latch.set();
    this.changes.on(raceId, wake);
    try {
      let cursor = after;
      while (!signal.aborted) {
        const race = await this.database.getRepository(Race).findOne({
          select: { id: true, status: true, lastSequence: true },
          where: { id: raceId },
        });
        if (!race) return;
        const events = await this.eventsAfter(raceId, cursor);
        for (const event of events) {
          cursor = event.sequence;
          yield event;
        }
        if (events.length === PAGE_SIZE) continue;
        if (hasEnded(race.status) && cursor >= race.lastSequence) return;
        await latch.wait(signal);
      }
    } finally {
      this.changes.off(raceId, wake);
    }
  }

  private eventsAfter(raceId: string, sequence: number): Promise<RaceEvent[]> {
    return this.database.getRepository(RaceEvent).find({
      where: { raceId, sequence: MoreThan(sequence) },
      order: { sequence: 'ASC' },
      take: PAGE_SIZE,
    });
  }
}
