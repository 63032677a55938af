/** The same suite over every feed: the rows, BullMQ, and BullMQ while its Redis is away. */
import type { DataSource } from 'typeorm';
import { pino } from 'pino';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { Race } from '../../src/entities/race.entity';
import { BullFeed } from '../../src/fleet/bull-feed';
import type { RaceFeed } from '../../src/fleet/race-feed';
import { connectRedis, untilReady } from '../../src/fleet/redis';
import { RowFeed } from '../../src/fleet/row-feed';
import type { HostTraits } from '../../src/fleet/wanted';
import { RaceChanges } from '../../src/racing/race-changes';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceHolds } from '../../src/racing/race-holds';
import { RaceStore } from '../../src/racing/race-store';
import { raceRow } from '../racing/support';
import { describeOverDatabases } from '../support/databases';
import { hasRedis, startRedis, type TestRedis } from '../support/redis';

const logger = pino({ level: 'silent' });
const kinds = ['rows', ...(hasRedis() ? (['BullMQ', 'BullMQ without its Redis'] as const) : [])] as const;

describe.each(kinds)('a feed over %s', (kind) => {
  let redis: TestRedis | null = null;
  const closers: (() => unknown)[] = [];
  beforeEach(async () => (redis = kind === 'rows' ? null : await startRedis()));
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await redis?.dispose();
  });

  /** `gone`: profiles whose hosts will not come back. */
  async function feedOf(database: DataSource, host: HostTraits, gone: readonly string[] = []): Promise<RaceFeed> {
    const adopts = async (profile: string) => gone.includes(profile);
    const rows = new RowFeed({ database, host: async () => host, alone: false, adopts });
    if (!redis) return rows;
    const connection = connectRedis(redis.url, logger);
    closers.push(() => connection.disconnect());
    await untilReady(connection, 10_000);
    const feed = new BullFeed({
      redis: connection,
      prefix: 'photofinish-test',
      host: async () => host,
      rows,
      adopts,
      logger,
    });
    closers.push(() => feed.close());
    if (kind === 'BullMQ without its Redis') await redis.kill();
    return feed;
  }

  describeOverDatabases('with its races', (testDatabase) => {
    let database: DataSource;
    let holds: RaceHolds;
    let store: RaceStore;
    let hardware: string;

    beforeEach(async () => {
      database = await testDatabase().open();
      const events = new RaceEvents(database);
      const changes = new RaceChanges(database, events);
      store = new RaceStore(database, events, changes);
      holds = new RaceHolds({ changes, alone: false, holder: async () => 'host_1' });
      hardware = (await new HardwareRegistry(database, async () => FACTS).current()).id;
    });

    async function offered(feed: RaceFeed, values: Partial<Race> = {}): Promise<string> {
      const race = raceRow({ wanted: 'any', ...values });
      await store.create(race, [], 100);
      await feed.offer(race).catch(() => undefined);
      return race.id;
    }

    /** All that the feed gives, each taken as a queue takes it. */
    async function taken(feed: RaceFeed): Promise<string[]> {
      const ids: string[] = [];
      for (let id = await feed.next(); id !== null; id = await feed.next()) {
        if (await holds.take(id)) ids.push(id);
      }
      return ids;
    }

    test('gives each race once, the oldest first, however often it was offered', async () => {
      const feed = await feedOf(database, { labels: [], hardwareProfileId: hardware });
      const ids = [await offered(feed, { createdAt: 1 }), await offered(feed, { createdAt: 2 })];
      const rows = await database.getRepository(Race).find();
      for (const row of rows) await feed.offer(row).catch(() => undefined);
      expect(await taken(feed)).toEqual(ids);
      expect(await feed.next()).toBeNull();
    });

    test('gives what was interrupted before what has not begun', async () => {
      const feed = await feedOf(database, { labels: [], hardwareProfileId: hardware });
      const interrupted = { status: 'RUNNING', hardwareProfileId: hardware, createdAt: 1 } as const;
      const [first, second] = [await offered(feed, interrupted), await offered(feed, { createdAt: 2 })];
      expect(await taken(feed)).toEqual([first, second]);
    });

    test('gives a host only what it satisfies', async () => {
      const feed = await feedOf(database, { labels: ['gpu', 'h200'], hardwareProfileId: hardware });
      const mine = [
        await offered(feed, { wanted: 'labels:gpu+h200', createdAt: 1 }),
        await offered(feed, { wanted: 'labels:gpu', createdAt: 2 }),
        await offered(feed, { wanted: `profile:${hardware}`, createdAt: 3 }),
        await offered(feed, { createdAt: 4 }),
      ];
      await offered(feed, { wanted: 'labels:gpu+lab', createdAt: 5 });
      await offered(feed, { wanted: 'profile:hw_other', createdAt: 6 });
      expect(await taken(feed)).toEqual(mine);
    });

    test('leaves what was begun on other hardware to its like, until that will not come back', async () => {
      const here = { labels: [], hardwareProfileId: 'hw_here' };
      const begun = { status: 'RUNNING', hardwareProfileId: hardware } as const;
      const feed = await feedOf(database, here);
      const id = await offered(feed, begun);
      expect(await taken(feed)).toEqual([]);
      if (kind === 'BullMQ without its Redis') return;
      const adopting = await feedOf(database, here, [hardware]);
      const [race] = await database.getRepository(Race).find();
      if (race) await adopting.offer(race);
      expect(await taken(adopting)).toEqual([id]);
    });
  });
});

const FACTS = {
  ...{ cpuModel: 'a processor', cpuCores: 2, cpuFeatures: [], memoryBytes: 1, gpus: [] },
  ...{ operatingSystem: 'an operating system', kernel: 'a kernel', virtualization: null },
};
