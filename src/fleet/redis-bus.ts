/** News over Redis' publish and subscribe. What is published while it cannot be reached is lost: the rows have it. */
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { z } from 'zod';
import { LocalBus, type Bus, type News } from './bus';

const newsSchema = z.object({ kind: z.enum(['race', 'queued', 'cancel']), raceId: z.string(), from: z.string() });

export interface RedisBusOptions {
  /** For publishing. */
  readonly publisher: Redis;
  /** Used for nothing else. */
  readonly subscriber: Redis;
  /** The same in all processes of a deployment, and in no other. */
  readonly channel: string;
  readonly logger: Pick<Logger, 'warn'>;
}

export class RedisBus implements Bus {
  readonly distant = true;
  private readonly local = new LocalBus();
  /** What it hears of itself it knows already. */
  private readonly self = randomUUID();
  /** Since what could be told last. */
  private isUnheard = false;

  private constructor(private readonly options: RedisBusOptions) {}

  /** Listens as soon as Redis answers; until then, and whenever it does not, news get lost. */
  static start(options: RedisBusOptions): RedisBus {
    const bus = new RedisBus(options);
    const { subscriber, channel } = options;
    subscriber.on('message', (_channel, text) => bus.hear(text));
    // Also after every reconnection.
    subscriber.on('ready', () => {
      subscriber.subscribe(channel).then(
        () => bus.local.publish({ kind: 'resumed' }),
        () => undefined,
      );
    });
    return bus;
  }

  publish(news: News): void {
    // At once here: a client of this server need not wait for a round trip.
    this.local.publish(news);
    const { publisher, channel, logger } = this.options;
    publisher.publish(channel, JSON.stringify({ ...news, from: this.self })).then(
      () => (this.isUnheard = false),
      (error: unknown) => {
        // Once for as long as it lasts: a race has news many times a second.
        if (!this.isUnheard) logger.warn({ error }, 'news could not be told to other servers: they will find the rows');
        this.isUnheard = true;
      },
    );
  }

  subscribe(listener: (news: News) => void): () => void {
    return this.local.subscribe(listener);
  }

  async close(): Promise<void> {
    await this.local.close();
  }

  private hear(text: string): void {
    const parsed = newsSchema.safeParse(parse(text));
    if (!parsed.success) return void this.options.logger.warn('news that nobody understands came over Redis');
    const { from, ...news } = parsed.data;
    if (from !== this.self) this.local.publish(news);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
