/** Measures one race at a time on this host: takes what its feed names, keeps its hold on it, gives it back. */
import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Bus, News } from '../fleet/bus';
import type { RaceFeed } from '../fleet/race-feed';
import { inTime } from '../in-time';
import { isDatabaseFault, isFullDisk } from './database-fault';
import { Latch } from './latch';
import { HoldLost } from './race-changes';
import type { Hold, RaceHolds } from './race-holds';

const RETRY_MILLISECONDS = 1000;
/** Where news can get lost: how long the feed is left unasked. */
const LOOK_AGAIN_MILLISECONDS = 5000;
/** Races may come by the hundred a second that this host may not measure: the feed is not asked about each. */
const ASKED_APART_MILLISECONDS = 25;
/** Of a hold that others respect: how often it is renewed before it would end. */
const RENEWALS = 4;

const LOST = 'a race was taken up or ended by somebody else; what was measured since is dropped';

/** Why a race in hand is stopped. */
export type AbortReason = 'cancel' | 'shutdown' | 'lost';

export interface RaceQueueOptions {
  readonly feed: Pick<RaceFeed, 'next'>;
  readonly holds: Pick<RaceHolds, 'take' | 'renew' | 'release' | 'milliseconds'>;
  readonly bus: Bus;
  readonly logger: Logger;
  /**
   * Measures one race and stores how it ended; leaves it after the round in hand once `drain` is aborted. Rejects only on
   * a bug, or where the rows cannot be written.
   */
  readonly execute: (hold: Hold, signal: AbortSignal, drain: AbortSignal) => Promise<void>;
  /** Stores the end of a race whose execution rejected. */
  readonly abandon: (hold: Hold, error: unknown) => Promise<void>;
  /** Offers a race that was put aside to other hosts. */
  readonly handOn?: (raceId: string) => Promise<void>;
  /** What the machine does while no race waits. */
  readonly spare?: SpareWork;
}

export interface SpareWork {
  readonly waiting: boolean;
  /** Resolves when a piece is done, or soon after the signal is aborted because a race came. */
  work(signal: AbortSignal): Promise<void>;
}

interface InHand {
  readonly hold: Hold;
  readonly abort: AbortController;
}

export class RaceQueue {
  private readonly latch = new Latch();
  private readonly stopping = new AbortController();
  private readonly draining = new AbortController();
  private current: InHand | null = null;
  /** Aborted by a race that comes while the queue is empty. */
  private idle = new AbortController();
  private loop: Promise<void> = Promise.resolve();
  private readonly unsubscribe: () => void;

  constructor(private readonly options: RaceQueueOptions) {
    this.unsubscribe = options.bus.subscribe((news) => this.hear(news));
  }

  /** Begins to work, first on races that an earlier process left RUNNING. */
  start(): void {
    this.loop = this.run();
  }

  /** There is spare work. */
  wakeForSpareWork(): void {
    this.latch.set();
  }

  /**
   * Stops without ending the race in hand: it stays RUNNING in its row, and whoever may takes it up. Its round has so long
   * to come to its end first.
   */
  async stop(drainMilliseconds = 0): Promise<void> {
    this.stopping.abort();
    this.idle.abort();
    this.draining.abort();
    if (this.current && drainMilliseconds > 0) await inTime(this.loop, drainMilliseconds, undefined);
    this.unsubscribe();
    this.current?.abort.abort('shutdown' satisfies AbortReason);
    await this.loop;
  }

  private hear(news: News): void {
    if (news.kind === 'queued' || news.kind === 'resumed') {
      this.idle.abort();
      this.latch.set();
    } else if (news.kind === 'cancel' && news.raceId === this.current?.hold.raceId) {
      this.current.abort.abort('cancel' satisfies AbortReason);
    }
  }

  private async run(): Promise<void> {
    const { feed, holds, spare, bus, logger } = this.options;
    let foundNothingAt = -Infinity;
    while (!this.stopping.signal.aborted) {
      try {
        await this.pause(foundNothingAt + ASKED_APART_MILLISECONDS - performance.now());
        // Before the feed is asked: a race that comes after that aborts it.
        this.idle = new AbortController();
        const raceId = await feed.next();
        if (raceId === null) foundNothingAt = performance.now();
        const hold = raceId === null ? null : await holds.take(raceId);
        if (hold) await this.work(hold);
        else if (raceId !== null) continue;
        else if (spare?.waiting && !this.idle.signal.aborted) await this.useSpareTime(spare);
        else await this.latch.wait(this.stopping.signal, bus.distant ? LOOK_AGAIN_MILLISECONDS : undefined);
      } catch (error) {
        // The database cannot be reached: the rows will still be there when it can.
        logger.error({ error }, 'the queue could not be read; trying again');
        await this.pause(RETRY_MILLISECONDS);
      }
    }
  }

  /** Ends at once when the queue stops. */
  private async pause(milliseconds: number): Promise<void> {
    if (milliseconds <= 0) return;
    await sleep(milliseconds, undefined, { signal: this.stopping.signal }).catch(() => undefined);
  }

  private async useSpareTime(spare: SpareWork): Promise<void> {
    setMaxListeners(0, this.idle.signal);
    await spare.work(this.idle.signal);
  }

  private async work(hold: Hold): Promise<void> {
    const { execute, logger, holds } = this.options;
    const { raceId } = hold;
    const abort = new AbortController();
    // Every worker of the race listens, and there may be sixteen and their fork servers.
    setMaxListeners(0, abort.signal);
    this.current = { hold, abort };
    const letGo = this.keep(hold, abort);
    // Taken while everything was about to stop.
    if (this.stopping.signal.aborted) abort.abort('shutdown' satisfies AbortReason);
    try {
      await execute(hold, abort.signal, this.draining.signal);
    } catch (error) {
      await this.failed(hold, error);
    } finally {
      letGo();
      this.current = null;
    }
    try {
      await holds.release(hold);
      if (this.stopping.signal.aborted) await this.options.handOn?.(raceId);
    } catch (error) {
      logger.warn({ error, raceId }, 'a race could not be given back: others may take it when the hold on it ends');
    }
  }

  private async failed(hold: Hold, error: unknown): Promise<void> {
    const { logger, abandon } = this.options;
    const { raceId } = hold;
    if (error instanceof HoldLost) {
      logger.warn({ raceId }, LOST);
    } else if (isDatabaseFault(error) || isFullDisk(error)) {
      logger.error({ error, raceId }, 'what was measured could not be stored; the race is taken up again');
      throw error;
    } else {
      logger.error({ error, raceId }, 'a race could not be measured');
      await abandon(hold, error).catch((problem: unknown) => {
        if (!(problem instanceof HoldLost)) throw problem;
      });
    }
  }

  /** Says now and then that this host still has the race, and stops it where that is no longer so. Returns what ends it. */
  private keep(hold: Hold, abort: AbortController): () => void {
    const { bus, holds, logger } = this.options;
    // Nobody else is there to take it.
    if (!bus.distant) return () => undefined;
    let heldUntil = performance.now() + holds.milliseconds;
    const timer = setInterval(() => {
      const asked = performance.now();
      // Also where the database leaves every question unanswered, as over a link that was cut without a word.
      if (asked > heldUntil) abort.abort('lost' satisfies AbortReason);
      holds.renew(hold).then(
        (state) => {
          if (state === 'held') {
            heldUntil = asked + holds.milliseconds;
            return;
          }
          if (state === 'lost') logger.warn({ raceId: hold.raceId }, LOST);
          abort.abort(state satisfies AbortReason);
        },
        (error: unknown) => {
          logger.warn({ error, raceId: hold.raceId }, 'the hold on a race could not be renewed');
        },
      );
    }, holds.milliseconds / RENEWALS);
    return () => clearInterval(timer);
  }
}
