/** Hands one race at a time to the machine, oldest first; the rows are the queue, so nothing is lost with the process. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import { Race } from '../entities/race.entity';
import { Latch } from './latch';

const RETRY_MILLISECONDS = 1000;

/** Why a race in hand is stopped. */
export type AbortReason = 'cancel' | 'shutdown';

export interface RaceQueueOptions {
  readonly database: DataSource;
  readonly logger: Logger;
  /** Measures one race and stores how it ended; rejects only on a bug. */
  readonly execute: (raceId: string, signal: AbortSignal) => Promise<void>;
  /** Stores the end of a race whose execution rejected. */
  readonly abandon: (raceId: string, error: unknown) => Promise<void>;
  /** What the machine does while no race waits. */
  readonly spare?: SpareWork;
}

export interface SpareWork {
  readonly waiting: boolean;
  /** Resolves when a piece is done, or soon after the signal is aborted because a race came. */
  work(signal: AbortSignal): Promise<void>;
}

export class RaceQueue {
  private readonly latch = new Latch();
  private readonly stopping = new AbortController();
  private current: {
    readonly raceId: string;
    readonly abort: AbortController;
    readonly settled: Promise<void>;
  } | null = null;
  /** Aborted by a race that comes while the queue is empty. */
  private idle = new AbortController();
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly options: RaceQueueOptions) {}

  /** Begins to work, first on races that an earlier process left RUNNING. */
  start(): void {
    this.loop = this.run();
  }

  /** A race was queued: whatever is done beside races stops. */
  wake(): void {
    this.idle.abort();
    this.latch.set();
  }

  /** There is spare work. */
  wakeForSpareWork(): void {
    this.latch.set();
  }

  /** Stops the race if it is the one in hand; resolves when its end is stored. */
  async cancel(raceId: string): Promise<void> {
    if (this.current?.raceId !== raceId) return;
    this.current.abort.abort('cancel' satisfies AbortReason);
    await this.current.settled;
  }

  /** Stops without ending the race in hand: it stays RUNNING in its row and the next start takes it up. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.idle.abort();
    this.current?.abort.abort('shutdown' satisfies AbortReason);
    await this.loop;
  }

  private async run(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        // Before the rows are read: a race that comes after that aborts it.
        this.idle = new AbortController();
        const raceId = await this.next();
        if (raceId !== null) await this.work(raceId);
        else if (this.options.spare?.waiting && !this.idle.signal.aborted) await this.useSpareTime(this.options.spare);
        else await this.latch.wait(this.stopping.signal);
      } catch (error) {
        // The database cannot be reached: the rows will still be there when it can.
        this.options.logger.error({ error }, 'the queue could not be read; trying again');
        await sleep(RETRY_MILLISECONDS, undefined, { signal: this.stopping.signal }).catch(() => undefined);
      }
    }
  }

  private async useSpareTime(spare: SpareWork): Promise<void> {
    setMaxListeners(0, this.idle.signal);
    await spare.work(this.idle.signal);
  }

  private async work(raceId: string): Promise<void> {
    const abort = new AbortController();
    // Every worker of the race listens, and there may be sixteen and their fork servers.
    setMaxListeners(0, abort.signal);
    const settled = this.options.execute(raceId, abort.signal).catch(async (error: unknown) => {
      this.options.logger.error({ error, raceId }, 'a race could not be measured');
      await this.options.abandon(raceId, error);
    });
    this.current = { raceId, abort, settled };
    if (this.stopping.signal.aborted) abort.abort('shutdown' satisfies AbortReason);
    await settled;
    this.current = null;
  }

  /** Interrupted races first, then the oldest that waits. */
  private async next(): Promise<string | null> {
    const repository = this.options.database.getRepository(Race);
    for (const status of ['RUNNING', 'QUEUED'] as const) {
      const race = await repository.findOne({
        select: { id: true },
        where: { status },
        order: { createdAt: 'ASC', id: 'ASC' },
      });
      if (race) return race.id;
    }
    return null;
  }
}
