import { setTimeout as sleep } from 'node:timers/promises';
import { pino, type Logger } from 'pino';
import type { News } from '../../src/fleet/bus';
import { connectRedis, untilReady } from '../../src/fleet/redis';
import { RedisBus } from '../../src/fleet/redis-bus';
import { describeWithRedis } from '../support/describe-with-redis';
import { startRedis, type TestRedis } from '../support/redis';

const logger = pino({ level: 'silent' });
const CHANGED: News = { kind: 'race', raceId: 'race_1' };

describeWithRedis('the bus over Redis', () => {
  let redis: TestRedis;
  const closers: (() => unknown)[] = [];
  beforeEach(async () => (redis = await startRedis()));
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
    await redis.dispose();
  });

  /** Listening. */
  async function busOn(channel: string, log: Pick<Logger, 'warn'> = logger) {
    const [publisher, subscriber] = [connectRedis(redis.url, logger), connectRedis(redis.url, logger)];
    const heard: News[] = [];
    const bus = RedisBus.start({ publisher, subscriber, channel, logger: log });
    bus.subscribe((news) => heard.push(news));
    closers.push(() => {
      subscriber.disconnect();
      publisher.disconnect();
    });
    await untilReady(publisher, 10_000);
    await until(() => heard.some(({ kind }) => kind === 'resumed'));
    heard.length = 0;
    return { bus, heard };
  }

  async function until(holds: () => boolean): Promise<void> {
    for (const deadline = Date.now() + 20_000; !holds(); await sleep(5)) {
      if (Date.now() > deadline) throw new Error('waited in vain');
    }
  }

  test('tells every process of the deployment once, itself at once, and no other deployment', async () => {
    const [one, two, stranger] = [await busOn('a'), await busOn('a'), await busOn('b')];
    one.bus.publish(CHANGED);
    expect(one.heard).toEqual([CHANGED]);
    await until(() => two.heard.length > 0);
    two.bus.publish({ kind: 'queued', raceId: 'race_2' });
    await until(() => one.heard.length > 1);
    expect(one.heard).toEqual([CHANGED, { kind: 'queued', raceId: 'race_2' }]);
    expect(two.heard).toEqual(one.heard);
    expect(stranger.heard).toEqual([]);
  });

  test('says that news may have been missed when Redis is back, and goes on', async () => {
    const [one, two] = [await busOn('a'), await busOn('a')];
    await redis.kill();
    // Lost, and no error.
    one.bus.publish(CHANGED);
    await redis.start();
    const again = () => [one, two].every(({ heard }) => heard.some(({ kind }) => kind === 'resumed'));
    await until(again);
    one.bus.publish({ kind: 'cancel', raceId: 'race_3' });
    await until(() => two.heard.some(({ kind }) => kind === 'cancel'));
  });

  test('says once that nobody hears it, and again when that comes back', async () => {
    const said: string[] = [];
    const warn = (...words: unknown[]) => void said.push(String(words.at(-1)));
    const { bus, heard } = await busOn('a', { warn });
    const outage = async (many: number) => {
      await redis.kill();
      for (let count = 0; count < many; count += 1) bus.publish(CHANGED);
      await until(() => said.length > 0);
      await sleep(50);
      await redis.start();
      heard.length = 0;
      await until(() => heard.some(({ kind }) => kind === 'resumed'));
      bus.publish(CHANGED);
      await sleep(50);
      return said.splice(0);
    };
    const sentence = 'news could not be told to other servers: they will find the rows';
    expect(await outage(5)).toEqual([sentence]);
    expect(await outage(2)).toEqual([sentence]);
  });

  test('passes on nothing that it does not understand', async () => {
    const { bus, heard } = await busOn('a');
    for (const text of ['not JSON', '{}', '{"kind":"race"}', '{"kind":"explode","raceId":"race_1","from":"x"}']) {
      await redis.command('PUBLISH', 'a', text);
    }
    await redis.command('PUBLISH', 'a', JSON.stringify({ ...CHANGED, from: 'another' }));
    await until(() => heard.length > 0);
    expect(heard).toEqual([CHANGED]);
    await bus.close();
  });
});
