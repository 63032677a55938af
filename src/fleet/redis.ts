/** Connections to Redis that fail at once while it is away, and come back by themselves. */
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

const RETRY_MILLISECONDS = 500;
const CONNECT_MILLISECONDS = 5000;
/** An idle connection that was cut without a word is noticed: asked after so long, once a second for ten. */
const KEEP_ALIVE_MILLISECONDS = 5000;
/** And one on which a command waits for its answer. Nothing that we ask blocks. */
const ANSWER_MILLISECONDS = 5000;

const OPTIONS: RedisOptions = {
  // A command waits for nothing: whoever gives it goes on with the rows.
  enableOfflineQueue: false,
  // Asked for by BullMQ of whoever takes jobs.
  maxRetriesPerRequest: null,
  connectTimeout: CONNECT_MILLISECONDS,
  keepAlive: KEEP_ALIVE_MILLISECONDS,
  socketTimeout: ANSWER_MILLISECONDS,
  retryStrategy: () => RETRY_MILLISECONDS,
};

/** Connecting; every break is logged once. Ended by `disconnect()`. */
export function connectRedis(url: string, logger: Pick<Logger, 'warn' | 'info'>): Redis {
  const redis = new Redis(url, OPTIONS);
  let said = false;
  redis.on('error', (error: Error) => {
    if (!said) logger.warn({ reason: error.message }, 'Redis cannot be reached: going on with the rows alone');
    said = true;
  });
  redis.on('ready', () => {
    if (said) logger.info('Redis is back');
    said = false;
  });
  return redis;
}

/** Resolves when it answers or after some time; says nothing about which. */
export async function untilReady(redis: Redis, milliseconds: number): Promise<void> {
  if (redis.status === 'ready') return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    redis.once('ready', done);
    function done(): void {
      clearTimeout(timer);
      redis.off('ready', done);
      resolve();
    }
  });
}
