import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { RaceChanges, UNFENCED } from '../../src/racing/race-changes';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { describeOverDatabases, describeOverPostgres } from '../support/databases';
import { raceRow, runRow } from './support';

type TestDatabase = Parameters<Parameters<typeof describeOverDatabases>[1]>[0];

async function stores(testDatabase: TestDatabase, count: number) {
  const database = await testDatabase().open();
  const made = Array.from({ length: count }, () => {
    const changes = new RaceChanges(database, new RaceEvents(database));
    return { changes, store: new RaceStore(database, new RaceEvents(database), changes) };
  });
  return { database, made };
}

describeOverDatabases('races that are handed in at once', (testDatabase) => {
  test('not one more is taken than may wait', async () => {
    const { database, made } = await stores(testDatabase, 1);
    const store = made[0]?.store as RaceStore;
    const handedIn = await Promise.allSettled(
      Array.from({ length: 40 }, () => {
        const race = raceRow();
        return store.create(race, [runRow(race, 0)], 25);
      }),
    );
    const refused = handedIn.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(15);
    for (const each of refused) expect(each).toMatchObject({ reason: { code: 'QUEUE_FULL' } });
    expect(await database.getRepository(Race).count()).toBe(25);
    expect(await database.getRepository(Run).count()).toBe(25);
  });
});

describeOverPostgres('races that are handed in to several servers at once', (testDatabase) => {
  test('the same idempotency key is the same race, and those stored with it are not lost', async () => {
    const { database, made } = await stores(testDatabase, 6);
    const create = (store: RaceStore, race: Race) => store.create(race, [runRow(race, 0)], 100);
    for (let again = 0; again < 5; again += 1) {
      const idempotencyKey = randomUUID();
      const [keyed, others] = await Promise.all([
        Promise.all(made.map(({ store }) => create(store, raceRow({ idempotencyKey })))),
        Promise.all(made.map(({ store }) => create(store, raceRow()))),
      ]);
      expect(new Set(keyed.map(({ id }) => id)).size).toBe(1);
      expect(new Set(others.map(({ id }) => id)).size).toBe(6);
    }
    expect(await database.getRepository(Race).count()).toBe(35);
    expect(await database.getRepository(Run).count()).toBe(35);
  });

  test('changes of one race come one after the other, those of another do not wait for them', async () => {
    const { made } = await stores(testDatabase, 1);
    const changes = made[0]?.changes as RaceChanges;
    const order: string[] = [];
    let letGo: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const first = changes.make('race_a', UNFENCED, async () => {
      await held;
      order.push('a1');
    });
    const second = changes.make('race_a', UNFENCED, () => Promise.resolve(void order.push('a2')));
    await changes.make('race_b', UNFENCED, () => Promise.resolve(void order.push('b')));
    await sleep(20);
    expect(order).toEqual(['b']);
    letGo();
    await Promise.all([first, second]);
    expect(order).toEqual(['b', 'a1', 'a2']);
  });

  test('one that fails does not stop the next of the same race', async () => {
    const { made } = await stores(testDatabase, 1);
    const changes = made[0]?.changes as RaceChanges;
    const failing = changes.make('race_a', UNFENCED, () => Promise.reject(new Error('no')));
    const next = changes.make('race_a', UNFENCED, () => Promise.resolve('yes'));
    await expect(failing).rejects.toThrow('no');
    expect(await next).toBe('yes');
  });
});
