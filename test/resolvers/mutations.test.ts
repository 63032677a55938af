import { Race } from '../../src/entities/race.entity';
import { newId } from '../../src/entities/ids';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

const START =
  'mutation ($input: StartRaceInput!) { startRace(input: $input) { id status label batchSize question effort runs { label status } } }';
const entrants = [{ engine: 'alpha' }, { engine: 'alpha', variant: 'fast' }];

describeOverSqlite('mutations', (database) => {
  let api: TestApi;
  afterEach(() => api.stop());

  test('startRace returns at once, queued, with the defaults filled in', async () => {
    api = await startApi(await database().open());
    const { answer } = await api.post(START, { input: { workload: 'mlp', entrants, label: 'mine' } });
    expect(answer).toEqual({
      data: {
        startRace: {
          id: expect.stringMatching(/^race_/),
          status: 'QUEUED',
          label: 'mine',
          batchSize: 64,
          question: 'BEST',
          effort: 'STANDARD',
          runs: [
            { label: 'Alpha (plain)', status: 'QUEUED' },
            { label: 'Alpha (fast)', status: 'QUEUED' },
          ],
        },
      },
    });
  });

  test('a self-check enters a clone of the first entrant, and there is room for it', async () => {
    api = await startApi(await database().open());
    const query = START.replace('label status } }', 'label status cloneOf { label } } }');
    const ask = (of: object[]) => api.post(query, { input: { workload: 'mlp', entrants: of, selfCheck: true } });
    const { answer } = await ask(entrants);
    expect(answer.data.startRace.runs).toEqual([
      { label: 'Alpha (plain)', status: 'QUEUED', cloneOf: null },
      { label: 'Alpha (fast)', status: 'QUEUED', cloneOf: null },
      { label: 'Alpha (plain) (clone)', status: 'QUEUED', cloneOf: { label: 'Alpha (plain)' } },
    ]);
    const many = Array.from({ length: 16 }, (_, index) => ({ engine: 'alpha', label: `entrant ${index}` }));
    const refused = (await ask(many)).answer.errors?.[0];
    expect(refused?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.entrants' });
    expect(refused?.extensions?.advice).toBe('Name at most 15, as the self-check enters one more.');
  });

  test('a half-width that no race can reach is refused', async () => {
    api = await startApi(await database().open());
    const { answer } = await api.post(START, { input: { workload: 'mlp', entrants, targetHalfWidth: 0 } });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field: 'input.targetHalfWidth' });
  });

  test('everything that a client asks for reaches the row', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const input = {
      workload: 'lstm',
      parameters: [{ name: 'units', value: 64 }],
      task: 'TRAINING',
      batchSize: 8,
      entrants,
      metric: 'LATENCY',
      question: 'VS_BASELINE',
      effort: 'QUICK',
      practicalDifference: 0.03,
      targetHalfWidth: 0.005,
      selfCheck: true,
      budgetSeconds: 12.5,
      device: 'CPU',
      threads: 1,
      seed: 2 ** 53 - 1,
      idempotencyKey: 'once',
    };
    const { answer } = await api.post(START, { input });
    const { workload, task, batchSize, metric, question, effort, practicalDifference, budgetSeconds, threads, seed } =
      input;
    expect(await dataSource.getRepository(Race).findOneByOrFail({ id: answer.data.startRace.id })).toMatchObject({
      targetHalfWidth: 0.005,
      ...{ workload, task, batchSize, metric, question, effort, practicalDifference, budgetSeconds, threads, seed },
      parameters: expect.objectContaining({ units: 64 }),
      idempotencyKey: 'once',
    });
    const again = await api.post(START, { input: { ...input, batchSize: 16 } });
    expect(again.answer.data.startRace.id).toBe(answer.data.startRace.id);
  });

  test('cancelRace and deleteRace do what they say, and unknown races are NOT_FOUND', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const { answer } = await api.post(START, { input: { workload: 'mlp', entrants } });
    const { id } = answer.data.startRace;
    const cancel = 'mutation ($id: ID!) { cancelRace(id: $id) { id status } }';
    expect((await api.post(cancel, { id })).answer.data).toEqual({ cancelRace: { id, status: 'CANCELLED' } });
    expect((await api.post(cancel, { id })).answer.data).toEqual({ cancelRace: { id, status: 'CANCELLED' } });
    const remove = 'mutation ($id: ID!) { deleteRace(id: $id) }';
    expect((await api.post(remove, { id })).answer.data).toEqual({ deleteRace: id });
    expect(await dataSource.getRepository(Race).count()).toBe(0);
    for (const mutation of [cancel, remove]) {
      const { errors } = (await api.post(mutation, { id: newId('race') })).answer;
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND', field: 'id', advice: expect.any(String) });
    }
  });

  test('a full queue and a race in which nobody can run are refused with their codes', async () => {
    api = await startApi(await database().open());
    const start = (engine: string) => api.post(START, { input: { workload: 'mlp', entrants: [{ engine }] } });
    expect((await start('beta')).answer.errors?.[0]?.extensions).toMatchObject({
      code: 'NO_ENTRANT_CAN_RUN',
      advice: expect.stringContaining('npm run'),
    });
    for (let race = 0; race < 3; race++) expect((await start('alpha')).answer.errors).toBeUndefined();
    expect((await start('alpha')).answer.errors?.[0]?.extensions.code).toBe('QUEUE_FULL');
  });
});
