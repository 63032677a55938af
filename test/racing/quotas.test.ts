/** Bounds of one owner, as a race is started through the API. */
import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { SpentTime } from '../../src/entities/spent-time.entity';
import { startApi, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { makeToken } from '../support/tokens';

const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id } }';
const HOUR = 3_600_000;

describeOverDatabases('quotas', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource, { asks: true, traffic: { callerShare: 1 } });
  });
  afterEach(() => api.stop());

  const start = async (secret: string, budgetSeconds = 10) => {
    const input = { workload: 'mlp', entrants: [{ engine: 'alpha' }], budgetSeconds };
    const { answer } = await api.post(START, { input }, secret);
    return answer.errors ? answer.errors[0]!.extensions : (answer.data.startRace.id as string);
  };
  const token = (changes: object) => makeToken(dataSource, { scope: 'RUN', ...changes });
  /** As measuring leaves a race. */
  const finish = (id: string, hoursAgo: number, seconds: number) => {
    const finishedAt = Date.now() - hoursAgo * HOUR;
    const ended = { status: 'FINISHED' as const, finishedAt, startedAt: finishedAt - seconds * 1000 };
    return dataSource.getRepository(Race).update({ id }, ended);
  };
  const EXCEEDED = { code: 'QUOTA_EXCEEDED', advice: expect.any(String) };

  test('bound the races of one token that wait, and of no other', async () => {
    const [bound, free] = [await token({ maximumQueuedRaces: 1 }), await token({})];
    const first = await start(bound.secret);
    expect(first).toEqual(expect.any(String));
    expect(await start(bound.secret)).toMatchObject(EXCEEDED);
    expect(await start(free.secret)).toEqual(expect.any(String));
    await api.post('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: first }, bound.secret);
    expect(await start(bound.secret)).toEqual(expect.any(String));
  });

  test('bound device seconds: what waits counts with its budget, what ended with its time', async () => {
    const { secret } = await token({ deviceSecondsPerDay: 25 });
    const first = (await start(secret, 20)) as string;
    expect(await start(secret, 10)).toMatchObject({ ...EXCEEDED, field: 'input.budgetSeconds' });
    expect(await start(secret, 10)).toMatchObject({ advice: expect.stringMatching(/^5 of 25 /) });
    await finish(first, 1, 12);
    expect(await start(secret, 14)).toMatchObject(EXCEEDED);
    expect(await start(secret, 13)).toEqual(expect.any(String));
  });

  test('count no more than the budget of a race that was interrupted for long, and nothing of one that never began', async () => {
    const { secret } = await token({ deviceSecondsPerDay: 20 });
    const first = (await start(secret, 10)) as string;
    await finish(first, 0, 9000);
    const second = (await start(secret, 10)) as string;
    await api.post('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: second }, secret);
    expect(await start(secret, 10)).toEqual(expect.any(String));
    expect(await start(secret, 1)).toMatchObject(EXCEEDED);
  });

  test('give the seconds back a day later', async () => {
    const { secret } = await token({ deviceSecondsPerDay: 10 });
    const first = (await start(secret, 10)) as string;
    await finish(first, 23, 10);
    expect(await start(secret, 5)).toMatchObject(EXCEEDED);
    await finish(first, 25, 10);
    expect(await start(secret, 5)).toEqual(expect.any(String));
  });

  test('give nothing back to whoever deletes a race, and forget it a day later', async () => {
    const { secret } = await token({ deviceSecondsPerDay: 20 });
    const remove = (id: string) => api.post('mutation ($id: ID!) { deleteRace(id: $id) }', { id }, secret);
    const first = (await start(secret, 10)) as string;
    await finish(first, 1, 10);
    await remove(first);
    expect(await dataSource.getRepository(Race).count()).toBe(0);
    expect(await start(secret, 11)).toMatchObject(EXCEEDED);
    const spent = dataSource.getRepository(SpentTime);
    await spent.update({ raceId: first }, { finishedAt: Date.now() - 25 * HOUR });
    const second = (await start(secret, 20)) as string;
    await finish(second, 0, 10);
    await remove(second);
    expect((await spent.find()).map(({ raceId }) => raceId)).toEqual([second]);
  });

  test('hold while many start at once', async () => {
    const { secret } = await token({ deviceSecondsPerDay: 20 });
    const outcomes = await Promise.all(Array.from({ length: 4 }, () => start(secret, 10)));
    expect(outcomes.filter((outcome) => typeof outcome === 'string')).toHaveLength(2);
  });
  test('hold while several servers on one database are asked at once', async () => {
    if (database().settings.databaseUrl === null) return; // An embedded file has one server.
    const { secret } = await token({ deviceSecondsPerDay: 30 });
    const other = await startApi(await database().open(), { asks: true });
    const input = { workload: 'mlp', entrants: [{ engine: 'alpha' }], budgetSeconds: 10 };
    const asked = Array.from({ length: 8 }, (_, index) =>
      (index % 2 === 0 ? api : other).post(START, { input }, secret),
    );
    const accepted = (await Promise.all(asked)).filter(({ answer }) => !answer.errors);
    await other.stop();
    expect(accepted).toHaveLength(3);
  });
});
