/** The bus and the feed of this process: its own rows and ears, or BullMQ and Redis where there are others. */
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Deployment } from '../entities/deployment.entity';
import { BullFeed } from './bull-feed';
import { LocalBus, type Bus } from './bus';
import type { MeasuringHosts } from './measuring-hosts';
import type { RaceFeed } from './race-feed';
import { startReconciler } from './reconciler';
import { connectRedis, untilReady } from './redis';
import { RedisBus } from './redis-bus';
import { RowFeed } from './row-feed';
import type { HostTraits } from './wanted';

/** Redis may start later than we do; longer than this nobody waits for it. */
const FIRST_CONNECTION_MILLISECONDS = 2000;

export interface FleetOptions {
  readonly database: DataSource;
  /** Null: no other process shares the database. */
  readonly redisUrl: string | null;
  readonly hosts: MeasuringHosts;
  /** Null: this process measures nothing. */
  readonly host: (() => Promise<HostTraits>) | null;
  /** How long a host that is not heard of keeps its race. */
  readonly holdMilliseconds: number;
  readonly logger: Logger;
}

export interface Fleet {
  readonly bus: Bus;
  readonly feed: RaceFeed;
  close(): Promise<void>;
}

export async function connectFleet(options: FleetOptions): Promise<Fleet> {
  const { database, redisUrl, hosts, host, holdMilliseconds, logger } = options;
  const alone = redisUrl === null;
  const adopts = async (hardwareProfileId: string) => alone || hosts.isGone(hardwareProfileId);
  const rows = new RowFeed({ database, host: host ?? nobody, alone, adopts });
  if (redisUrl === null) {
    const bus = new LocalBus();
    return { bus, feed: rows, close: () => bus.close() };
  }
  const [commands, subscriber] = [connectRedis(redisUrl, logger), connectRedis(redisUrl, logger)];
  const { id } = await database.getRepository(Deployment).findOneOrFail({ where: {} });
  const prefix = `photofinish-${id}`;
  const bus = RedisBus.start({ publisher: commands, subscriber, channel: `${prefix}:news`, logger });
  await untilReady(commands, FIRST_CONNECTION_MILLISECONDS);
  const feed = new BullFeed({ redis: commands, prefix, host, rows, adopts, logger });
  const stopReconciler = startReconciler({ database, feed, bus, logger, intervalMilliseconds: holdMilliseconds / 2 });
  return { bus, feed, close: () => closeAll({ stopReconciler, feed, bus, connections: [subscriber, commands] }) };
}

interface Open {
  readonly stopReconciler: () => Promise<void>;
  readonly feed: RaceFeed;
  readonly bus: Bus;
  readonly connections: readonly Redis[];
}

async function closeAll({ stopReconciler, feed, bus, connections }: Open): Promise<void> {
  await stopReconciler();
  await feed.close();
  await bus.close();
  for (const connection of connections) connection.disconnect();
}

function nobody(): Promise<HostTraits> {
  return Promise.reject(new Error('A process that measures nothing asks for no race'));
}
