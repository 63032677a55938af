/** Offers, again and again, the races that wait: what the queue lost comes back within seconds. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Race } from '../entities/race.entity';
import type { Bus } from './bus';
import type { RaceFeed } from './race-feed';
import { unheld } from './unheld';

export interface ReconcilerOptions {
  readonly database: DataSource;
  readonly feed: Pick<RaceFeed, 'offer'>;
  readonly bus: Pick<Bus, 'publish'>;
  readonly logger: Pick<Logger, 'warn'>;
  readonly intervalMilliseconds: number;
}

/** The oldest: whoever waits behind them is offered when they are gone. */
const RACES_LOOKED_AT = 1000;

/** Begins at once; returns what ends it, resolving when nothing is under way any more. */
export function startReconciler(options: ReconcilerOptions): () => Promise<void> {
  const stopping = new AbortController();
  let underWay: Promise<void> = Promise.resolve();
  const look = () => {
    underWay = underWay
      .then(() => reconcile(options, stopping.signal))
      .catch((error: unknown) => {
        options.logger.warn({ error }, 'what waits could not be offered again; trying later');
      });
  };
  look();
  const timer = setInterval(look, options.intervalMilliseconds);
  return async () => {
    clearInterval(timer);
    stopping.abort();
    await underWay;
  };
}

async function reconcile({ database, feed, bus }: ReconcilerOptions, signal: AbortSignal): Promise<void> {
  const races = await database
    .getRepository(Race)
    .createQueryBuilder('race')
    .select(['race.id', 'race.wanted', 'race.status', 'race.hardwareProfileId'])
    .where("race.status IN ('QUEUED', 'RUNNING')")
    .andWhere(unheld(database))
    .orderBy('race.createdAt', 'ASC')
    .limit(RACES_LOOKED_AT)
    .getMany();
  for (const race of races) {
    if (signal.aborted) return;
    await feed.offer(race);
    // Somebody died with it: nobody said so, and a host that has nothing to do would look again only after a while.
    if (race.status === 'RUNNING') bus.publish({ kind: 'queued', raceId: race.id });
  }
}
