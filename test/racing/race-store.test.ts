import { Race } from '../../src/entities/race.entity';
import { RaceEvent } from '../../src/entities/race-event.entity';
import type { StoredEvent } from '../../src/racing/stored-events';
import { Run } from '../../src/entities/run.entity';
import { Trial } from '../../src/entities/trial.entity';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceChanges, UNFENCED } from '../../src/racing/race-changes';
import { RaceReader } from '../../src/racing/race-reader';
import { RaceStore } from '../../src/racing/race-store';
import { openForReading } from '../../src/data-source';
import { describeOverDatabases, describeOverPostgres, describeOverSqlite } from '../support/databases';
import { measuredTrial, raceRow, runRow, sequencesOf } from './support';

const ENDING = { status: 'FINISHED', verdict: 'done', warnings: [], failure: null } as const;

describeOverDatabases('the race store', (testDatabase) => {
  async function setUp() {
    const database = await testDatabase().open();
    const events = new RaceEvents(database);
    const store = new RaceStore(database, events);
    const race = raceRow();
    const runs = [runRow(race, 0), runRow(race, 1)];
    await store.create(race, runs, 10);
    return { database, events, store, race, runs };
  }

  async function collect(events: AsyncIterable<StoredEvent>): Promise<number[]> {
    const sequences: number[] = [];
    for await (const event of events) sequences.push(event.sequence);
    return sequences;
  }

  test('the same idempotency key returns the first race, also when asked twice at once', async () => {
    const { store, database } = await setUp();
    const twins = [raceRow({ idempotencyKey: 'k' }), raceRow({ idempotencyKey: 'k' })];
    const stored = await Promise.all(twins.map((race) => store.create(race, [runRow(race, 0)], 10)));
    expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
    expect(await database.getRepository(Race).countBy({ idempotencyKey: 'k' })).toBe(1);
  });

  test('a race beyond the most that may wait is refused and leaves nothing behind', async () => {
    const { store, database } = await setUp();
    const race = raceRow();
    await expect(store.create(race, [runRow(race, 0)], 1)).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    expect(await database.getRepository(Race).count()).toBe(1);
    expect(await database.getRepository(Run).countBy({ raceId: race.id })).toBe(0);
  });

  test('facts written at the same time get sequence numbers without gap or duplicate', async () => {
    const { store, database, race, runs } = await setUp();
    await store.begin(race.id, await hardware(database));
    const runIds = runs.map(({ id }) => id);
    await Promise.all(
      Array.from({ length: 20 }, () => store.record(race.id, { kind: 'phase', runIds, phase: 'import' })),
    );
    await store.end(race.id, ENDING);
    expect(await sequencesOf(database, race.id)).toEqual(Array.from({ length: 43 }, (_, index) => index + 1));
  });

  test('nobody is told what is not committed yet: the database may still refuse it', async () => {
    const { database, race } = await setUp();
    const reading = await openForReading(testDatabase().settings, database);
    try {
      const events = new RaceEvents(reading);
      const changes = new RaceChanges(database, events);
      const told: number[] = [];
      const leaving = new AbortController();
      const following = (async () => {
        for await (const { sequence } of events.follow(race.id, 0, leaving.signal)) told.push(sequence);
      })();
      const refused = changes.make(race.id, UNFENCED, async (manager) => {
        await manager.increment(Race, { id: race.id }, 'lastSequence', 1);
        const content = { kind: 'STATUS', status: 'FAILED' } as const;
        await manager.insert(RaceEvent, { raceId: race.id, sequence: 2, at: Date.now(), content });
        events.wake(race.id);
        while (told.length === 0) await new Promise((resolve) => setImmediate(resolve));
        expect(await new RaceReader(reading).races([race.id])).toMatchObject([{ lastSequence: 1 }]);
        throw new Error('the disk is full');
      });
      await expect(refused).rejects.toThrow('the disk is full');
      leaving.abort();
      await following;
      expect(told).toEqual([1]);
    } finally {
      if (reading !== database) await reading.destroy();
    }
  });

  test('a trial is stored once per run and round, and every block with it', async () => {
    const { store, database, race, runs } = await setUp();
    const trial = measuredTrial(runs[0]?.id ?? '', 1);
    await store.record(race.id, { kind: 'trial', trial });
    await expect(store.record(race.id, { kind: 'trial', trial })).rejects.toThrow();
    expect(await database.getRepository(Trial).count()).toBe(1);
  });

  test('a race that ended stays as it ended', async () => {
    const { store, database, race } = await setUp();
    await store.begin(race.id, await hardware(database));
    await store.end(race.id, ENDING);
    await store.end(race.id, { ...ENDING, status: 'CANCELLED', verdict: null });
    await store.cancelQueued(race.id);
    expect(await store.begin(race.id, await hardware(database))).toBeNull();
    expect(await database.getRepository(Race).findOneBy({ id: race.id })).toMatchObject({
      status: 'FINISHED',
      verdict: 'done',
    });
    const statuses = await database.getRepository(Run).findBy({ raceId: race.id });
    expect(statuses.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED']);
  });

  test('following from any point sees every event once, whether stored before or written meanwhile', async () => {
    const { store, database, events, race, runs } = await setUp();
    const signal = new AbortController().signal;
    const early = collect(events.follow(race.id, 0, signal));
    await store.begin(race.id, await hardware(database));
    const late = collect(events.follow(race.id, 1, signal));
    for (const run of runs) await store.record(race.id, { kind: 'phase', runIds: [run.id], phase: 'build' });
    await store.end(race.id, ENDING);
    expect(await early).toEqual([1, 2, 3, 4, 5]);
    expect(await late).toEqual([2, 3, 4, 5]);
    expect(await collect(events.follow(race.id, 5, signal))).toEqual([]);
    expect(await collect(events.follow(race.id, 99, signal))).toEqual([]);
  });

  test('following more events than a page holds misses none', async () => {
    const { store, events, race, runs } = await setUp();
    const runIds = Array.from({ length: 125 }, () => runs[0]?.id ?? '');
    await store.record(race.id, { kind: 'phase', runIds, phase: 'measure' });
    await store.record(race.id, { kind: 'phase', runIds, phase: 'measure' });
    await store.cancelQueued(race.id);
    const seen = await collect(events.follow(race.id, 0, new AbortController().signal));
    expect(seen).toEqual(Array.from({ length: 252 }, (_, index) => index + 1));
  });

  test('following ends when the follower leaves and when the race is deleted', async () => {
    const { store, events, race } = await setUp();
    const leaving = new AbortController();
    const bereft = collect(events.follow(race.id, 1, new AbortController().signal));
    const left: number[] = [];
    for await (const { sequence } of events.follow(race.id, 0, leaving.signal)) {
      left.push(sequence);
      // While it waits for the next.
      setTimeout(() => leaving.abort(), 50);
    }
    expect(left).toEqual([1]);
    await store.remove(race.id);
    expect(await bereft).toEqual([]);
  });

  async function hardware(database: Awaited<ReturnType<ReturnType<typeof testDatabase>['open']>>): Promise<string> {
    return (await new HardwareRegistry(database).current()).id;
  }
});

describeOverPostgres('the race stores of several servers', (testDatabase) => {
  test('make one race of one idempotency key, however many are asked at once', async () => {
    const database = await testDatabase().open();
    const stores = Array.from({ length: 4 }, () => new RaceStore(database, new RaceEvents(database)));
    for (const idempotencyKey of ['a', 'b', 'c', 'd', 'e']) {
      const stored = await Promise.all(
        stores.map((store) => {
          const race = raceRow({ idempotencyKey });
          return store.create(race, [runRow(race, 0)], 100);
        }),
      );
      expect(new Set(stored.map(({ id }) => id)).size).toBe(1);
    }
    expect(await database.getRepository(Race).count()).toBe(5);
    expect(await database.getRepository(Run).count()).toBe(5);
  });

  test('end a race once, also where its host and a client’s wish do so at the same time', async () => {
    const database = await testDatabase().open();
    const stores = Array.from({ length: 4 }, () => new RaceStore(database, new RaceEvents(database)));
    for (let attempt = 0; attempt < 5; attempt++) {
      const race = raceRow();
      await stores[0]?.create(race, [runRow(race, 0)], 100);
      await Promise.all(stores.map((store) => store.end(race.id, { ...ENDING, status: 'CANCELLED' })));
      expect(await sequencesOf(database, race.id)).toEqual([1, 2]);
    }
  });
});

describeOverSqlite('the race store on a disk that was full', (testDatabase) => {
  test('commits again what it stores, after SQLite has undone a transaction by itself', async () => {
    const database = await testDatabase().open();
    const reading = await openForReading(testDatabase().settings, database);
    try {
      const full = new Error('the disk is full');
      const undone = database.transaction(async (manager) => {
        await manager.query('ROLLBACK');
        throw full;
      });
      await expect(undone).rejects.toBe(full);
      await expect(database.transaction(() => Promise.reject(full))).rejects.toBe(full);
      const race = raceRow();
      await new RaceStore(database, new RaceEvents(database)).create(race, [runRow(race, 0)], 10);
      expect(await reading.getRepository(Race).countBy({ id: race.id })).toBe(1);
    } finally {
      await reading.destroy();
    }
  });
});
