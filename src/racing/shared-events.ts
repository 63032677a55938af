/**
 * The latest events of one race, read once for all who follow it: each keeps its own place, and reads from the rows only
 * what came before these.
 */
import type { DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import { hasEnded } from './race-status';
import { eventsAfter, type StoredEvent } from './stored-events';

/** Of one read. */
export const PAGE_SIZE = 100;
/** Kept for those who are slower than the fastest. */
const MOST_KEPT = 1000;

type Known = readonly StoredEvent[] | null;

export class SharedEvents {
  private kept: StoredEvent[] = [];
  /** Sequence number of the last one that was read; those before `kept` are read from the rows. */
  private head: number | null = null;
  private isOver = false;
  private failure: Error | null = null;
  private reading: Promise<void> | null = null;
  private wantsAnother = false;
  private readonly wakes = new Set<() => void>();

  constructor(
    private readonly database: DataSource,
    private readonly raceId: string,
  ) {}

  /** Followers at this moment. */
  get size(): number {
    return this.wakes.size;
  }

  /** `wake` is called whenever there may be something new. Returns how to leave. */
  join(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => void this.wakes.delete(wake);
  }

  /** Looks at the rows again, once for however many ask meanwhile; wakes everybody then. */
  refresh(): Promise<void> {
    if (this.reading) {
      this.wantsAnother = true;
      return this.reading;
    }
    this.reading = this.readUntilQuiet().finally(() => {
      this.reading = null;
      for (const wake of this.wakes) wake();
    });
    return this.reading;
  }

  /**
   * What comes after `cursor`, as far as it is known: at once, or read from the rows where it is of before. Null where
   * nothing will ever come. Throws where the rows could not be read.
   */
  after(cursor: number): Known | Promise<Known> {
    if (this.failure !== null) throw this.failure;
    const before = (this.kept[0]?.sequence ?? (this.head ?? 0) + 1) - 1;
    return cursor < before ? this.replayed(cursor) : this.latest(cursor - before);
  }

  private async replayed(cursor: number): Promise<Known> {
    const events = await eventsAfter(this.database.manager, this.raceId, cursor, PAGE_SIZE);
    return events.length > 0 ? events : this.latest(0);
  }

  private latest(from: number): Known {
    if (from < this.kept.length) return from === 0 ? this.kept : this.kept.slice(from);
    return this.isOver ? null : [];
  }

  private async readUntilQuiet(): Promise<void> {
    this.failure = null;
    try {
      do {
        this.wantsAnother = false;
        await this.read();
      } while (this.wantsAnother && !this.isOver);
    } catch (error) {
      this.failure = error instanceof Error ? error : new Error(String(error));
    }
  }

  private async read(): Promise<void> {
    const race = await this.database.getRepository(Race).findOne({
      select: { id: true, status: true, lastSequence: true },
      where: { id: this.raceId },
    });
    if (!race) {
      this.isOver = true;
      return;
    }
    this.head ??= race.lastSequence;
    for (;;) {
      const events = await eventsAfter(this.database.manager, this.raceId, this.head, PAGE_SIZE);
      this.kept = [...this.kept, ...events].slice(-MOST_KEPT);
      this.head = events.at(-1)?.sequence ?? this.head;
      if (events.length < PAGE_SIZE) break;
    }
    this.isOver = hasEnded(race.status) && this.head >= race.lastSequence;
  }
}
