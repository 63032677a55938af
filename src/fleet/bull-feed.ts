/**
 * Races handed over by BullMQ, one queue for each kind of host that is wanted. A job says only "look at this race": it
 * is done as soon as it was handed over, and who measures is decided by the row (`RaceHolds`). Redis may therefore lose
 * everything: the rows have it, and offering it again brings it back.
 */
import { randomUUID } from 'node:crypto';
import { Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { RaceFeed, WaitingRace } from './race-feed';
import { satisfies, wantedOf, type HostTraits } from './wanted';

export interface BullFeedOptions {
  readonly redis: Redis;
  /** The same in all processes of a deployment, and in no other. */
  readonly prefix: string;
  /** Null: a process that measures nothing, and only offers. */
  readonly host: (() => Promise<HostTraits>) | null;
  /** Asked while Redis cannot be reached. */
  readonly rows: Pick<RaceFeed, 'next'>;
  readonly logger: Pick<Logger, 'warn'>;
  /** Whether a race that was begun on other hardware may be taken up by any host that it wants. */
  readonly adopts: (hardwareProfileId: string) => Promise<boolean>;
}

const JOB = 'race';
/** Tells the jobs that this process is being handed from those of others. */
const TOKEN = randomUUID();
/** After this a job whose taker died in between goes back to the others. */
const HANDOVER_MILLISECONDS = 5000;

interface Head {
  readonly wanted: string;
  readonly raceId: string;
}

export class BullFeed implements RaceFeed {
  private readonly queues = new Map<string, Queue>();
  private readonly takers = new Map<string, Worker>();

  constructor(private readonly options: BullFeedOptions) {}

  async offer(race: WaitingRace): Promise<void> {
    const wanted = await this.whoMay(race);
    await this.options.redis.sadd(this.namesKey, wanted);
    await this.queueOf(wanted).add(
      JOB,
      {},
      // The same id again is the same job. What was interrupted goes before what has not begun.
      { jobId: race.id, lifo: race.status === 'RUNNING', removeOnComplete: true, removeOnFail: true },
    );
  }

  async next(): Promise<string | null> {
    const { redis, rows, logger } = this.options;
    if (redis.status !== 'ready') return rows.next();
    try {
      return await this.nextJob();
    } catch (error) {
      logger.warn({ error }, 'the queue in Redis could not be asked: going on with the rows');
      return rows.next();
    }
  }

  async close(): Promise<void> {
    const all = [...this.takers.values(), ...this.queues.values()];
    await Promise.allSettled(all.map((each) => each.close()));
  }

  private async nextJob(): Promise<string | null> {
    for (const { wanted } of await this.heads()) {
      const job = await this.takerOf(wanted).getNextJob(TOKEN, { block: false });
      if (!job) continue;
      await job.moveToCompleted(null, TOKEN, false);
      if (job.id !== undefined) return job.id;
    }
    return null;
  }

  /** Of the queues that this host may take from, the oldest race first: ids are ordered by time. */
  private async heads(): Promise<Head[]> {
    const { host, redis } = this.options;
    if (!host) return [];
    const traits = await host();
    const names = await redis.smembers(this.namesKey);
    const mine = names.filter((wanted) => satisfies(traits, wanted));
    // Each also brings back what another host took and died with.
    for (const wanted of mine) this.takerOf(wanted);
    const heads = await Promise.all(
      mine.map(async (wanted) => {
        const [first] = await this.queueOf(wanted).getWaiting(0, 0);
        return first?.id === undefined ? [] : [{ wanted, raceId: first.id }];
      }),
    );
    return heads.flat().sort((one, other) => (one.raceId < other.raceId ? -1 : 1));
  }

  /** What was begun stays with its kind of machine: rounds of different ones are never compared. */
  private async whoMay({ status, hardwareProfileId, wanted }: WaitingRace): Promise<string> {
    if (status !== 'RUNNING' || hardwareProfileId === null) return wanted;
    const adopted = await this.options.adopts(hardwareProfileId);
    return adopted ? wanted : wantedOf({ kind: 'profile', profileId: hardwareProfileId });
  }

  private get namesKey(): string {
    return `${this.options.prefix}:wanted`;
  }

  private queueOf(wanted: string): Queue {
    const { redis, prefix } = this.options;
    let queue = this.queues.get(wanted);
    if (!queue) {
      queue = new Queue(queueName(wanted), { connection: redis, prefix, skipWaitingForReady: true });
      queue.on('error', ignoreBrokenConnection);
      this.queues.set(wanted, queue);
    }
    return queue;
  }

  private takerOf(wanted: string): Worker {
    const { redis, prefix } = this.options;
    let taker = this.takers.get(wanted);
    if (!taker) {
      const times = { lockDuration: HANDOVER_MILLISECONDS, stalledInterval: HANDOVER_MILLISECONDS };
      taker = new Worker(queueName(wanted), null, { connection: redis, prefix, autorun: false, ...times });
      taker.on('error', ignoreBrokenConnection);
      void taker.startStalledCheckTimer().catch(ignoreBrokenConnection);
      this.takers.set(wanted, taker);
    }
    return taker;
  }
}

/** BullMQ reserves the colon. */
function queueName(wanted: string): string {
  return wanted.replace(':', '-');
}

/** The connection itself says so, once. */
function ignoreBrokenConnection(): void {
  return undefined;
}
