import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { isDatabaseFault } from '../../src/racing/database-fault';
import { HoldLost, RaceChanges } from '../../src/racing/race-changes';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceHolds } from '../../src/racing/race-holds';
import { RaceStore } from '../../src/racing/race-store';
import { describeOverDatabases } from '../support/databases';
import { raceRow } from './support';

const ENDING = { status: 'FINISHED', verdict: null, warnings: [], failure: null } as const;

describeOverDatabases('the hold on a race', (testDatabase) => {
  let database: DataSource;
  let store: RaceStore;
  let changes: RaceChanges;

  beforeEach(async () => {
    database = await testDatabase().open();
    const events = new RaceEvents(database);
    changes = new RaceChanges(database, events);
    store = new RaceStore(database, events, changes);
  });

  const holdsOf = (name: string, alone = false) => new RaceHolds({ changes, alone, holder: async () => name });
  const add = async () => (await store.create(raceRow(), [], 100)).id;
  const rowOf = (id: string) => database.getRepository(Race).findOneByOrFail({ id });
  /** As if its holder had said nothing for long enough. */
  const expire = (id: string) => database.getRepository(Race).update({ id }, { heldUntil: 1 });

  test('is one host’s at a time, until it is given back or ends', async () => {
    const id = await add();
    const [one, other] = [holdsOf('one'), holdsOf('other')];
    const hold = await one.take(id);
    expect(hold).toEqual({ raceId: id, fence: 1 });
    expect(await other.take(id)).toBeNull();
    if (hold) await one.release(hold);
    expect(await other.take(id)).toEqual({ raceId: id, fence: 2 });
    await expire(id);
    expect(await one.take(id)).toEqual({ raceId: id, fence: 3 });
    expect((await rowOf(id)).holder).toBe('one');
  });

  test('does not last for an hour because the database’s clock was set back by one', async () => {
    const id = await add();
    await holdsOf('one').take(id);
    await database.getRepository(Race).increment({ id }, 'heldUntil', 3_600_000);
    expect(await holdsOf('other').take(id)).toEqual({ raceId: id, fence: 2 });
  });

  test('lasts as long as is configured', async () => {
    const id = await add();
    await new RaceHolds({ changes, alone: false, holder: async () => 'one', milliseconds: 1 }).take(id);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await holdsOf('other').take(id)).toEqual({ raceId: id, fence: 2 });
  });

  test('goes to one of many who take it at once', async () => {
    const id = await add();
    const taken = await Promise.all(Array.from({ length: 8 }, (_, index) => holdsOf(`host ${index}`).take(id)));
    expect(taken.filter((hold) => hold !== null)).toHaveLength(1);
  });

  test('of a race that has ended, or is not there, is nobody’s', async () => {
    const id = await add();
    await store.end(id, ENDING);
    expect(await holdsOf('one').take(id)).toBeNull();
    expect(await holdsOf('one').take('race_none')).toBeNull();
  });

  test('of a server that is alone needs no patience with its predecessor', async () => {
    const id = await add();
    await holdsOf('before').take(id);
    expect(await holdsOf('after', true).take(id)).toEqual({ raceId: id, fence: 2 });
  });

  test('lets nobody write who has lost it, and changes nothing', async () => {
    const id = await add();
    const early = await holdsOf('early').take(id);
    await expire(id);
    const late = await holdsOf('late').take(id);
    const before = await rowOf(id);
    await expect(store.end(id, ENDING, early?.fence)).rejects.toThrow(HoldLost);
    await expect(
      store.record(id, { kind: 'warning', warning: { code: 'X', message: 'x', runId: null } }, early?.fence),
    ).rejects.toThrow(HoldLost);
    expect(await rowOf(id)).toEqual(before);
    await store.end(id, ENDING, late?.fence);
    expect((await rowOf(id)).status).toBe('FINISHED');
  });

  test('is prolonged, says when somebody wants the race to stop, and says when it is lost', async () => {
    const id = await add();
    const holds = holdsOf('one');
    const hold = await holds.take(id);
    if (!hold) throw new Error('not taken');
    await expire(id);
    expect(await holds.renew(hold)).toBe('held');
    expect(await holdsOf('other').take(id)).toBeNull();
    await database.getRepository(Race).update({ id }, { status: 'RUNNING' });
    await store.requestCancel(id);
    expect(await holds.renew(hold)).toBe('cancel');
    await store.end(id, ENDING);
    expect(await holds.renew(hold)).toBe('lost');
  });

  test('of one who stands still in the middle of a transaction keeps nobody waiting', async () => {
    if (database.options.type !== 'postgres') return; // An embedded file has one process.
    const id = await add();
    const still = database.createQueryRunner();
    await still.startTransaction();
    await still.manager.update(Race, { id }, { label: 'half done' });
    await store.cancelQueued(id);
    expect(await rowOf(id)).toMatchObject({ status: 'CANCELLED', label: null });
    const late = await still.commitTransaction().catch((error: unknown) => error);
    expect({ late, isFault: isDatabaseFault(late) }).toMatchObject({ isFault: true });
  });
});
