/**
 * Follows a race's events: the rows are the truth, a notification only says "look again". Replaying and going on
 * live are therefore the same loop: no gap and no duplicate by construction. Who follows the same race shares one look.
 */
import type { DataSource } from 'typeorm';
import { LocalBus, type Bus } from '../fleet/bus';
import { EventFollower, type EventStream } from './event-follower';
import { SharedEvents } from './shared-events';
import type { StoredEvent } from './stored-events';

const MILLISECONDS_PER_SECOND = 1000;

/** Is told of followers, and of how late events came to them. */
export interface FollowObserver {
  /** Returns what to call when it leaves. */
  subscribed(): () => void;
  eventHandedOver(lagSeconds: number): void;
}

export class RaceEvents {
  private readonly shared = new Map<string, SharedEvents>();

  constructor(
    private readonly database: DataSource,
    private readonly bus: Bus = new LocalBus(),
    private readonly observer: FollowObserver | null = null,
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

  /**
   * Events with a sequence number above `after`, stored ones first; ends after the race's last event, when the race is
   * gone, or at once with the signal or its `return()`.
   */
  follow(raceId: string, after: number, signal: AbortSignal): EventStream<StoredEvent> {
    const shared = this.shared.get(raceId) ?? new SharedEvents(this.database, raceId);
    this.shared.set(raceId, shared);
    const left = this.observer?.subscribed();
    const onLeave = () => {
      left?.();
      if (shared.size === 0) this.shared.delete(raceId);
    };
    return new EventFollower({ shared, cursor: after, onLeave, signal, onEvent: this.lateness() });
  }

  /** For one follower: what was stored before it came is not late. */
  private lateness(): (event: StoredEvent) => void {
    const { observer } = this;
    if (!observer) return () => undefined;
    const openedAt = Date.now();
    return ({ at }) => {
      if (at >= openedAt) observer.eventHandedOver(Math.max(0, Date.now() - at) / MILLISECONDS_PER_SECOND);
    };
  }
}
