/** How long the devices of this server have measured races. */
import type { Counter } from 'prom-client';
import type { Race } from '../entities/race.entity';
import type { RaceObserver } from '../racing/race-observer';

const MILLISECONDS_PER_SECOND = 1000;

export class BusyTime implements RaceObserver {
  /** By race: from when on its time is not yet counted. */
  private readonly busy = new Map<string, { readonly device: string; since: number }>();

  constructor(
    private readonly counter: Counter<'device'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  begun({ id, device }: Pick<Race, 'id' | 'device'>): void {
    this.busy.set(id, { device, since: this.now() });
  }

  told(): void {
    // Facts take no time of their own.
  }

  ended(raceId: string): void {
    this.count();
    this.busy.delete(raceId);
  }

  /** Up to now: a race that lasts an hour is not a step at its end. */
  count(): void {
    const now = this.now();
    for (const race of this.busy.values()) {
      this.counter.inc({ device: race.device }, (now - race.since) / MILLISECONDS_PER_SECOND);
      race.since = now;
    }
  }
}
