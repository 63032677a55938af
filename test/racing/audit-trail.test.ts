import type { DataSource } from 'typeorm';
import { AuditEntry } from '../../src/entities/audit-entry.entity';
import { newId } from '../../src/entities/ids';
import { Race } from '../../src/entities/race.entity';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { startApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { raceRow, runRow } from './support';

const ADA = { actor: 'ada', traceParent: null };
const BOB = { actor: 'bob', traceParent: null };
const ENDING = { status: 'FINISHED', verdict: null, warnings: [], failure: null } as const;

describeOverDatabases('the audit trail', (testDatabase) => {
  let database: DataSource;
  let store: RaceStore;
  beforeEach(async () => {
    database = await testDatabase().open();
    store = new RaceStore(database, new RaceEvents(database));
  });

  const create = (values: Partial<Race> = {}, caller = ADA) => {
    const race = raceRow(values);
    return store.create(race, [runRow(race, 0)], 2, { caller });
  };
  const trail = async () => {
    const entries = await database.getRepository(AuditEntry).find({ order: { id: 'ASC' } });
    return entries.map(({ actor, action, subject }) => [actor, action, subject]);
  };

  test('says who started, cancelled and deleted a race, and stays when the race is gone', async () => {
    const before = Date.now();
    const { id } = await create({ label: 'nightly' });
    await store.cancelQueued(id, BOB);
    await store.remove(id, ADA);
    expect(await database.getRepository(Race).count()).toBe(0);
    expect(await trail()).toEqual([
      ['ada', 'START', id],
      ['bob', 'CANCEL', id],
      ['ada', 'DELETE', id],
    ]);
    const entry = await database.getRepository(AuditEntry).findOneByOrFail({ action: 'DELETE' });
    expect(entry.details).toEqual([
      { name: 'workload', value: 'mlp' },
      { name: 'label', value: 'nightly' },
      { name: 'status', value: 'CANCELLED' },
    ]);
    expect(entry.at).toBeGreaterThanOrEqual(before);
    expect(entry.at).toBeLessThanOrEqual(Date.now());
  });

  test('knows of nothing that did not happen', async () => {
    const { id } = await create({ idempotencyKey: 'once' });
    await create({ idempotencyKey: 'once' }, BOB);
    await create();
    await expect(create()).rejects.toMatchObject({ code: 'QUEUE_FULL' });
    await store.end(id, ENDING);
    await store.cancelQueued(id, BOB);
    await store.cancelQueued(newId('race'), BOB);
    await store.remove(newId('race'), BOB);
    expect((await trail()).map(([actor, action]) => [actor, action])).toEqual([
      ['ada', 'START'],
      ['ada', 'START'],
    ]);
  });

  test('of a race that is measured, who asked for its end is written before it ends', async () => {
    const { id } = await create();
    await database.getRepository(Race).update(id, { status: 'RUNNING' });
    await store.cancelQueued(id, BOB);
    expect(await database.getRepository(Race).findOneByOrFail({ id })).toMatchObject({ status: 'RUNNING' });
    expect((await trail()).at(-1)).toEqual(['bob', 'CANCEL', id]);
  });

  test('and a change stand or fall together', async () => {
    const { id } = await create();
    await database.query('ALTER TABLE "audit_entry" RENAME TO "elsewhere"');
    await expect(create()).rejects.toThrow();
    await expect(store.cancelQueued(id, ADA)).rejects.toThrow();
    await expect(store.remove(id, ADA)).rejects.toThrow();
    await database.query('ALTER TABLE "elsewhere" RENAME TO "audit_entry"');
    const races = await database.getRepository(Race).find();
    expect(races.map((race) => [race.id, race.status])).toEqual([[id, 'QUEUED']]);
    expect(await trail()).toHaveLength(1);
  });
});

const TRAIL = `query ($first: Int, $after: String, $subject: ID) {
  auditTrail(first: $first, after: $after, subject: $subject) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { id at actor action subject details { name value } } }
  }
}`;
const START = 'mutation { startRace(input: { workload: "mlp", entrants: [{ engine: "alpha" }] }) { id } }';

describeOverDatabases('the audit trail over the API', (testDatabase) => {
  test('is paged, newest first, and can be asked for one race, also a deleted one', async () => {
    const api = await startApi(await testDatabase().open());
    const { id } = (await api.post(START)).answer.data.startRace;
    const other = (await api.post(START)).answer.data.startRace.id;
    await api.post('mutation ($id: ID!) { deleteRace(id: $id) }', { id });
    const page = async (variables: object) => (await api.post(TRAIL, variables)).answer.data.auditTrail;

    const first = await page({ first: 2 });
    expect(first).toMatchObject({ totalCount: 4, pageInfo: { hasNextPage: true } });
    const second = await page({ first: 2, after: first.pageInfo.endCursor });
    const acts = [...first.edges, ...second.edges].map(({ node }) => [node.action, node.subject]);
    expect(acts).toEqual([
      ['DELETE', id],
      ['CANCEL', id],
      ['START', other],
      ['START', id],
    ]);
    expect(second.pageInfo.hasNextPage).toBe(false);

    const ofOne = await page({ subject: id });
    expect(ofOne.totalCount).toBe(3);
    expect(ofOne.edges[0].node).toEqual({
      ...{ id: expect.stringMatching(/^audit_/), at: expect.any(String), actor: null, action: 'DELETE', subject: id },
      details: expect.arrayContaining([{ name: 'status', value: 'CANCELLED' }]),
    });
    expect((await page({ subject: 'nothing' })).totalCount).toBe(0);
    const wrong = await api.post(TRAIL, { after: 'x' });
    expect(wrong.answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    await api.stop();
  });
});
