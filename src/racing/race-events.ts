/**
 * Follows a race's events: the rows are the truth, a notification only says "look again". Replaying and going on
 * live are therefore the same loop: no gap and no duplicate by construction. Who follows the same race shares one look.
 */
import type { DataSource } from 'typeorm';
import { LocalBus, type Bus } from '../fleet/bus';
import { Latch } from './latch';
import { SharedEvents } from './shared-events';
import type { StoredEvent } from './stored-events';

export class RaceEvents {
  private readonly shared = new Map<string, SharedEvents>();

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
    void this.shared.get(raceId)?.refresh();
  }

  /** Races that somebody follows just now. */
  get followed(): string[] {
    return [...this.shared.keys()];
  }

  /** Events with a sequence number above `after`, stored ones first; ends after the race's last event, or when the race is gone. */
  async *follow(raceId: string, after: number, signal: AbortSignal): AsyncGenerator<StoredEvent, void, void> {
    const latch = new Latch();
    const shared = this.shared.get(raceId) ?? new SharedEvents(this.database, raceId);
    this.shared.set(raceId, shared);
    const leave = shared.join(() => latch.set());
    try {
      let cursor = after;
      // News may have been missed before anybody listened.
      await shared.refresh();
      while (!signal.aborted) {
        const events = await shared.after(cursor);
        if (events === null) return;
        for (const event of events) {
          cursor = event.sequence;
          yield event;
        }
        if (events.length === 0) await latch.wait(signal);
      }
    } finally {
      leave();
      if (shared.size === 0) this.shared.delete(raceId);
    }
  }
}
