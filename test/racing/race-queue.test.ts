import { pino } from 'pino';
import { Race } from '../../src/entities/race.entity';
import { LocalBus } from '../../src/fleet/bus';
import { RowFeed } from '../../src/fleet/row-feed';
import { RaceChanges } from '../../src/racing/race-changes';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceHolds } from '../../src/racing/race-holds';
import { RaceQueue, type SpareWork } from '../../src/racing/race-queue';
import { RaceStore } from '../../src/racing/race-store';
import { describeOverDatabases } from '../support/databases';
import { raceRow, runRow } from './support';

const ENDING = { status: 'FINISHED', verdict: null, warnings: [], failure: null } as const;
const logger = pino({ level: 'silent' });

describeOverDatabases('the race queue', (testDatabase) => {
  async function setUp(
    execute: (raceId: string, signal: AbortSignal, store: RaceStore, drain: AbortSignal) => Promise<void>,
    spare?: SpareWork,
  ) {
    const database = await testDatabase().open();
    const bus = new LocalBus();
    const events = new RaceEvents(database, bus);
    const changes = new RaceChanges(database, events);
    const store = new RaceStore(database, events, changes);
    const host = async () => ({ labels: [], hardwareProfileId: 'hw_1' });
    const executed: string[] = [];
    const abandoned: string[] = [];
    const queue = new RaceQueue({
      feed: new RowFeed({ database, host, alone: true, adopts: async () => true }),
      holds: new RaceHolds({ changes, alone: true, holder: async () => 'host_1' }),
      bus,
      logger,
      execute: async ({ raceId }, signal, drain) => {
        executed.push(raceId);
        await execute(raceId, signal, store, drain);
      },
      abandon: async ({ raceId }) => {
        abandoned.push(raceId);
        await store.end(raceId, { ...ENDING, status: 'FAILED' });
      },
      ...(spare && { spare }),
    });
    const add = async (values: Partial<Race> = {}) => {
      const race = raceRow(values);
      await store.create(race, [runRow(race, 0)], 100);
      bus.publish({ kind: 'queued', raceId: race.id });
      return race.id;
    };
    const statusOf = async (id: string) => (await database.getRepository(Race).findOneByOrFail({ id })).status;
    const until = async (condition: () => Promise<boolean> | boolean) => {
      for (const deadline = Date.now() + 5000; !(await condition());) {
        if (Date.now() > deadline) throw new Error('waited in vain');
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    };
    const cancel = (raceId: string) => bus.publish({ kind: 'cancel', raceId });
    return { queue, add, cancel, statusOf, until, executed, abandoned, store };
  }

  const untilAborted = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

  test('runs one race at a time, what an earlier process left running first, then the oldest', async () => {
    let running = 0;
    let most = 0;
    const { queue, add, executed, until } = await setUp(async (raceId, _signal, store) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setTimeout(resolve, 10));
      await store.end(raceId, ENDING);
      running--;
    });
    const younger = await add({ createdAt: 2000 });
    const older = await add({ createdAt: 1000 });
    const interrupted = await add({ createdAt: 3000, status: 'RUNNING' });
    queue.start();
    await until(() => executed.length === 3);
    const late = await add();
    await until(() => executed.length === 4);
    await queue.stop();
    expect(executed).toEqual([interrupted, older, younger, late]);
    expect(most).toBe(1);
  });

  test('cancelling stops the race in hand and goes on with the next', async () => {
    const { queue, add, cancel, statusOf, executed, until } = await setUp(async (raceId, signal, store) => {
      await untilAborted(signal);
      await store.end(raceId, { ...ENDING, status: signal.reason === 'cancel' ? 'CANCELLED' : 'FAILED' });
    });
    const [first, second] = [await add({ createdAt: 1 }), await add({ createdAt: 2 })];
    queue.start();
    await until(() => executed.length === 1);
    cancel(second);
    expect(await statusOf(second)).toBe('QUEUED');
    cancel(first);
    await until(async () => (await statusOf(first)) === 'CANCELLED');
    await until(() => executed.length === 2);
    expect(executed).toEqual([first, second]);
    cancel(second);
    await until(async () => (await statusOf(second)) === 'CANCELLED');
    await queue.stop();
  });

  test('stopping leaves the race in hand for the next start', async () => {
    const reasons: unknown[] = [];
    const { queue, add, statusOf, until, executed } = await setUp(async (_raceId, signal) => {
      await untilAborted(signal);
      reasons.push(signal.reason);
    });
    const id = await add({ status: 'RUNNING' });
    queue.start();
    await until(() => executed.length === 1);
    await queue.stop();
    expect(reasons).toEqual(['shutdown']);
    expect(await statusOf(id)).toBe('RUNNING');
  });

  test('stopping gives the race in hand time to come to the end of its round, and no longer than that', async () => {
    const ends: string[] = [];
    const { queue, add, statusOf, until, executed } = await setUp(async (_raceId, signal, _store, drain) => {
      await Promise.race([untilAborted(drain), untilAborted(signal)]);
      ends.push(signal.aborted ? 'aborted' : 'round ended');
    });
    const id = await add();
    queue.start();
    await until(() => executed.length === 1);
    await queue.stop(60_000);
    expect(ends).toEqual(['round ended']);
    expect(await statusOf(id)).toBe('QUEUED');

    const stubborn = await setUp(async (_raceId, signal) => {
      await untilAborted(signal);
      ends.push(String(signal.reason));
    });
    await stubborn.add();
    stubborn.queue.start();
    await stubborn.until(() => stubborn.executed.length === 1);
    await stubborn.queue.stop(10);
    expect(ends).toEqual(['round ended', 'shutdown']);
  });

  test('spare work is done while no race waits, gives way to one that comes, and is taken up after it', async () => {
    const log: string[] = [];
    const spare = {
      waiting: true,
      async work(signal: AbortSignal) {
        log.push('begun');
        // The second time nobody comes.
        if (log.includes('race')) this.waiting = false;
        else await untilAborted(signal);
        log.push(signal.aborted ? 'aborted' : 'done');
      },
    };
    const { queue, add, until } = await setUp(async (raceId, _signal, store) => {
      log.push('race');
      await store.end(raceId, ENDING);
    }, spare);
    queue.start();
    await until(() => log.length === 1);
    await add();
    await until(() => !spare.waiting);
    await queue.stop();
    expect(log).toEqual(['begun', 'aborted', 'race', 'begun', 'done']);
  });

  test('a bug in one race is stored with it and does not stop the queue', async () => {
    const { queue, add, statusOf, until, abandoned } = await setUp(async (raceId, _signal, store) => {
      if (abandoned.length === 0) throw new Error('bug');
      await store.end(raceId, ENDING);
    });
    const [broken, sound] = [await add({ createdAt: 1 }), await add({ createdAt: 2 })];
    queue.start();
    await until(async () => (await statusOf(sound)) === 'FINISHED');
    await queue.stop();
    expect(abandoned).toEqual([broken]);
    expect(await statusOf(broken)).toBe('FAILED');
  });
});

test('a hold that nobody could prolong in time counts as lost, also where no question is answered', async () => {
  const bus = Object.assign(new LocalBus(), { distant: true });
  const named = ['race_1'];
  const stopped = new Promise<unknown>((resolve) => {
    const queue = new RaceQueue({
      ...{ bus, logger },
      feed: { next: async () => named.shift() ?? null },
      holds: {
        milliseconds: 40,
        take: async (raceId) => ({ raceId, fence: 1 }),
        renew: () => new Promise(() => undefined),
        release: async () => undefined,
      },
      execute: (_hold, signal) =>
        new Promise((done) => {
          signal.addEventListener('abort', () => {
            resolve(signal.reason);
            done();
            void queue.stop();
          });
        }),
      abandon: async () => undefined,
    });
    queue.start();
  });
  expect(await stopped).toBe('lost');
});
