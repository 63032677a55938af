/** Followers of one race: each on its own way through the same events, and gone at once when it leaves. */
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import type { StoredEvent } from '../../src/racing/stored-events';
import { describeOverSqlite } from '../support/databases';
import { raceRow, runRow } from './support';

const ENDING = { status: 'FINISHED', verdict: 'done', warnings: [], failure: null } as const;

describeOverSqlite('a follower of a race', (testDatabase) => {
  let leaving: AbortController;
  beforeEach(() => void (leaving = new AbortController()));

  async function setUp() {
    const database = await testDatabase().open();
    const observed = { followers: 0, lags: [] as number[] };
    const events = new RaceEvents(database, undefined, {
      subscribed: () => {
        observed.followers += 1;
        return () => void (observed.followers -= 1);
      },
      eventHandedOver: (seconds) => void observed.lags.push(seconds),
    });
    const store = new RaceStore(database, events);
    const race = raceRow();
    const run = runRow(race, 0);
    await store.create(race, [run], 10);
    const phase = () => store.record(race.id, { kind: 'phase', runIds: [run.id], phase: 'import' });
    const follow = (after = 0) => events.follow(race.id, after, leaving.signal);
    return { database, events, store, race, phase, follow, observed };
  }

  const sequenceOf = async (next: Promise<IteratorResult<StoredEvent>>) => {
    const { done, value } = await next;
    return done ? null : value.sequence;
  };
  const restOf = async (follower: AsyncIterable<StoredEvent>) => {
    const sequences: number[] = [];
    for await (const { sequence } of follower) sequences.push(sequence);
    return sequences;
  };

  test('that reads slowly gets the same as one that is always there', async () => {
    const { store, race, phase, follow } = await setUp();
    const [slow, quick] = [follow(), follow()];
    expect(await sequenceOf(slow.next())).toBe(1);
    const all = restOf(quick);
    for (let count = 0; count < 120; count += 1) await phase();
    await store.end(race.id, ENDING);
    const sequences = Array.from({ length: 122 }, (_, index) => index + 1);
    expect(await all).toEqual(sequences);
    expect(await restOf(slow)).toEqual(sequences.slice(1));
    expect(await restOf(follow(120))).toEqual([121, 122]);
  });

  test('gives those that are there already without waiting, as many as are wanted, each once and in order', async () => {
    const { store, race, phase, follow, observed } = await setUp();
    for (let count = 0; count < 8; count += 1) await phase();
    const follower = follow();
    // Nothing was read yet.
    expect(follower.ready?.(3)).toEqual([]);
    expect(await sequenceOf(follower.next())).toBe(1);
    const ready = (most: number) => follower.ready?.(most).map(({ sequence }) => sequence);
    expect([ready(3), ready(0), ready(2)]).toEqual([[2, 3, 4], [], [5, 6]]);
    expect(await sequenceOf(follower.next())).toBe(7);
    expect(ready(10)).toEqual([8, 9]);
    expect(ready(10)).toEqual([]);
    await store.end(race.id, ENDING);
    expect(await restOf(follower)).toEqual([10]);
    expect(ready(10)).toEqual([]);
    expect(observed.followers).toBe(0);
  });

  test('that has left gives nothing more', async () => {
    const { phase, follow } = await setUp();
    for (let count = 0; count < 3; count += 1) await phase();
    const follower = follow();
    expect(await sequenceOf(follower.next())).toBe(1);
    await follower.return?.();
    expect(follower.ready?.(10)).toEqual([]);
  });

  test.each<[how: string, leave: (follower: AsyncIterableIterator<StoredEvent>) => unknown]>([
    ['by its return', (follower) => follower.return?.()],
    ['by its signal', () => leaving.abort()],
  ])('leaves %s while it waits, at once and for good', async (_how, leave) => {
    const { events, phase, follow, observed } = await setUp();
    const follower = follow();
    expect(await sequenceOf(follower.next())).toBe(1);
    const waiting = follower.next();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(events.followed).toHaveLength(1);
    expect(observed.followers).toBe(1);
    void leave(follower);
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(events.followed).toEqual([]);
    await phase();
    void leave(follower);
    expect(await follower.next()).toEqual({ done: true, value: undefined });
    expect(observed.followers).toBe(0);
  });

  test('that has left before it began hears nothing', async () => {
    const { events, follow } = await setUp();
    leaving.abort();
    expect(await restOf(follow())).toEqual([]);
    expect(events.followed).toEqual([]);
  });

  test('leaves with the error where the rows cannot be read', async () => {
    const { database, events, follow, observed } = await setUp();
    const follower = follow();
    await follower.next();
    await database.query('ALTER TABLE race_event RENAME TO hidden');
    const waiting = follower.next();
    events.wake(events.followed[0] ?? '');
    await expect(waiting).rejects.toThrow(/race_event/);
    expect(await follower.next()).toEqual({ done: true, value: undefined });
    expect([events.followed, observed.followers]).toEqual([[], 0]);
  });

  test('is told of as late by what was stored since it came, not by what was there', async () => {
    const { phase, follow, observed } = await setUp();
    await new Promise((resolve) => setTimeout(resolve, 5));
    const follower = follow();
    await follower.next();
    expect(observed.lags).toEqual([]);
    const waiting = follower.next();
    await phase();
    await waiting;
    expect(observed.lags).toEqual([expect.any(Number)]);
    expect(observed.lags[0]).toBeGreaterThanOrEqual(0);
  });
});
