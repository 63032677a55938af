/** Sweeps through the API: all of their races or none, read together, and bounded as races are. */
import type { DataSource } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { SweepPoint } from '../../src/entities/sweep-point.entity';
import { Sweep } from '../../src/entities/sweep.entity';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverDatabases, describeOverSqlite } from '../support/databases';
import { analysisOf } from '../support/stored-races';
import { makeToken } from '../support/tokens';

const START = `mutation ($input: StartSweepInput!) { startSweep(input: $input) { id label over parameter status racesEnded
  verdict points { value race { id batchSize threads metric parameters { name value } } } } }`;
const CANCEL = 'mutation ($id: ID!) { cancelSweep(id: $id) { id status racesEnded } }';
const DELETE = 'mutation ($id: ID!) { deleteSweep(id: $id) }';
const READ = `query ($id: ID!) { sweep(id: $id) { status racesEnded verdict points { value race { id } }
  curves { label points { value run { secondsPerIteration { value } race { batchSize } } } }
  crossovers { below above near aheadBelow aheadAbove sentence } } }`;
const PAGE = '{ sweeps(first: 2) { totalCount edges { node { id label } } pageInfo { endCursor hasNextPage } } }';

const entrants = [{ engine: 'alpha' }, { engine: 'alpha', variant: 'fast' }];
const race = { workload: 'mlp', entrants, effort: 'QUICK' };
const BATCHES = { race, over: 'BATCH_SIZE', values: [32, 1, 8] };

/** As its race would have ended: the one at this place was twice as fast. */
async function end(dataSource: DataSource, raceId: string, fastest: 0 | 1): Promise<void> {
  const [first, second] = await dataSource.getRepository(Run).find({ where: { raceId }, order: { position: 'ASC' } });
  if (!first || !second) throw new Error('It has no runs');
  const [fast, slow] = fastest === 0 ? [first, second] : [second, first];
  await dataSource
    .getRepository(Race)
    .update({ id: raceId }, { status: 'FINISHED', analysis: analysisOf(fast.id, slow.id) });
}

describeOverDatabases('sweeps', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  beforeEach(async () => {
    dataSource = await database().open();
    api = await startApi(dataSource);
  });
  afterEach(() => api.stop());

  const start = async (input: object) => (await api.post(START, { input })).answer;
  const started = async (input: object): Promise<Anything> => {
    const answer = await start(input);
    expect(answer.errors).toBeUndefined();
    return answer.data.startSweep;
  };

  test('put a race for each value into the queue, from the smallest on', async () => {
    expect(await started({ ...BATCHES, label: 'batches' })).toEqual({
      ...{ id: expect.stringMatching(/^sweep_/), label: 'batches', over: 'BATCH_SIZE', parameter: null },
      ...{ status: 'QUEUED', racesEnded: 0, verdict: null },
      points: [1, 8, 32].map((value) => ({
        value,
        // Also at batch size 1, where a race alone would be of LATENCY.
        race: expect.objectContaining({ batchSize: value, metric: 'THROUGHPUT' }),
      })),
    });
    expect(await dataSource.getRepository(Race).countBy({ status: 'QUEUED' })).toBe(3);
  });

  test.each([
    ['THREADS', null, null, [1, 2], ({ threads }: Anything) => threads],
    ['PARAMETER', 'hidden1', 'hidden1', [16, 64], valueOf('hidden1')],
    ['SEQUENCE_LENGTH', null, 'sequenceLength', [5, 10], valueOf('sequenceLength')],
  ] as const)('go over %s %s', async (over, parameter, shown, values, read) => {
    const workload = over === 'SEQUENCE_LENGTH' ? 'lstm' : 'mlp';
    const sweep = await started({ race: { ...race, workload }, over, parameter, values });
    expect(sweep.parameter).toBe(shown);
    expect(sweep.points.map((point: Anything) => read(point.race))).toEqual(values);
  });

  test('say who is ahead where, and where that changes, of the races that have ended', async () => {
    const { id, points } = await started(BATCHES);
    await end(dataSource, points[0].race.id, 0);
    const half = (await api.post(READ, { id })).answer.data.sweep;
    expect(half).toMatchObject({ status: 'RUNNING', racesEnded: 1, crossovers: [] });
    expect(half.verdict).toBe('Fastest by batch size: Alpha (plain) at 1.');
    await end(dataSource, points[2].race.id, 1);
    await dataSource.getRepository(Race).delete({ id: points[1].race.id });
    const whole = (await api.post(READ, { id })).answer.data.sweep;
    expect(whole).toMatchObject({
      ...{ status: 'FINISHED', racesEnded: 2 },
      verdict: 'Fastest by batch size: Alpha (plain) at 1; Alpha (fast) at 32.',
      points: [{ value: 1 }, { value: 8, race: null }, { value: 32 }],
      crossovers: [{ below: 1, above: 32, aheadBelow: 'Alpha (plain)', aheadAbove: 'Alpha (fast)' }],
    });
    expect(whole.crossovers[0].sentence).toMatch(/^At batch size 1 Alpha \(plain\) is faster, at 32 Alpha \(fast\);/);
    expect(whole.curves).toEqual([
      {
        label: 'Alpha (plain)',
        points: [
          { value: 1, run: { secondsPerIteration: { value: 0.01 }, race: { batchSize: 1 } } },
          { value: 8, run: null },
          { value: 32, run: { secondsPerIteration: { value: 0.02 }, race: { batchSize: 32 } } },
        ],
      },
      expect.objectContaining({ label: 'Alpha (fast)' }),
    ]);
  });

  test('that would not fit into the queue as a whole leave nothing in it', async () => {
    const { errors } = await start({ ...BATCHES, values: [1, 2, 4, 8] });
    expect(errors?.[0]?.extensions.code).toBe('QUEUE_FULL');
    expect(await dataSource.getRepository(Race).count()).toBe(0);
    expect(await dataSource.getRepository(Sweep).count()).toBe(0);
  });

  test('of the same key are one sweep, also when they come at the same moment', async () => {
    const keyed = { ...BATCHES, values: [1, 2], idempotencyKey: 'once' };
    const both = await Promise.all([started(keyed), started(keyed)]);
    expect(both[0].id).toBe(both[1].id);
    expect((await started({ ...keyed, values: [4, 8] })).id).toBe(both[0].id);
    expect(await dataSource.getRepository(Race).count()).toBe(2);
  });

  test('are cancelled with all of their races, and deleted with them', async () => {
    const { id, points } = await started(BATCHES);
    await end(dataSource, points[0].race.id, 0);
    const cancelled = { data: { cancelSweep: { id, status: 'CANCELLED', racesEnded: 3 } } };
    expect((await api.post(CANCEL, { id })).answer).toEqual(cancelled);
    expect((await api.post(CANCEL, { id })).answer).toEqual(cancelled);
    expect(await dataSource.getRepository(Race).countBy({ status: 'FINISHED' })).toBe(1);
    expect((await api.post(DELETE, { id })).answer).toEqual({ data: { deleteSweep: id } });
    for (const entity of [Race, Sweep, SweepPoint]) expect(await dataSource.getRepository(entity).count()).toBe(0);
    for (const mutation of [CANCEL, DELETE]) {
      expect((await api.post(mutation, { id })).answer.errors?.[0]?.extensions).toMatchObject({
        ...{ code: 'NOT_FOUND', field: 'id' },
      });
    }
  });

  test('are listed newest first, page by page, and found by id alone', async () => {
    for (const label of ['first', 'second', 'third']) {
      const { id } = await started({ ...BATCHES, values: [1, 2], label });
      await api.post(CANCEL, { id });
    }
    const { sweeps } = (await api.post(PAGE)).answer.data;
    expect(sweeps.totalCount).toBe(3);
    expect(sweeps.edges.map(({ node }: Anything) => node.label)).toEqual(['third', 'second']);
    const rest = PAGE.replace('first: 2', `first: 2, after: "${sweeps.pageInfo.endCursor}"`);
    expect((await api.post(rest)).answer.data.sweeps.edges).toMatchObject([{ node: { label: 'first' } }]);
    const { id } = sweeps.edges[0].node;
    const node = `{ node(id: "${id}") { __typename id ... on Sweep { status } } }`;
    expect((await api.post(node)).answer.data).toEqual({ node: { __typename: 'Sweep', id, status: 'CANCELLED' } });
    expect((await api.post(READ, { id: newId('sweep') })).answer.data).toEqual({ sweep: null });
  });

  test('of other projects do not exist', async () => {
    await api.stop();
    api = await startApi(dataSource, { asks: true });
    const of = async (project: string) => (await makeToken(dataSource, { scope: 'RUN', projects: [project] })).secret;
    const [ours, theirs] = [await of('vision'), await of('speech')];
    const { answer } = await api.post(START, { input: BATCHES }, ours);
    const { id } = answer.data.startSweep;
    const seen = async (secret: string) => (await api.post(PAGE, {}, secret)).answer.data.sweeps.totalCount;
    expect([await seen(ours), await seen(theirs)]).toEqual([1, 0]);
    expect((await api.post(READ, { id }, theirs)).answer.data).toEqual({ sweep: null });
    for (const mutation of [CANCEL, DELETE]) {
      expect((await api.post(mutation, { id }, theirs)).answer.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
    }
    const colleague = await of('vision');
    expect((await api.post(DELETE, { id }, colleague)).answer.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await api.post(DELETE, { id }, ours)).answer.data).toEqual({ deleteSweep: id });
  });

  test('count their races against the quota of whoever starts them, all of them', async () => {
    await api.stop();
    api = await startApi(dataSource, { asks: true });
    const { secret } = await makeToken(dataSource, { scope: 'RUN', maximumQueuedRaces: 2 });
    const { answer } = await api.post(START, { input: BATCHES }, secret);
    expect(answer.errors?.[0]?.extensions.code).toBe('QUOTA_EXCEEDED');
    expect(await dataSource.getRepository(Race).count()).toBe(0);
    const two = await api.post(START, { input: { ...BATCHES, values: [1, 2] } }, secret);
    expect(two.answer.data.startSweep.points).toHaveLength(2);
  });
});

describeOverSqlite('wrong input for a sweep', (database) => {
  const own = { inputs: [{ name: 'x', shape: [4] }], layers: [{ dense: { units: 2 } }] };
  const WRONG: readonly [what: string, field: string, input: object][] = [
    ['one value', 'input.values', { ...BATCHES, values: [1] }],
    ['33 values', 'input.values', { ...BATCHES, values: Array.from({ length: 33 }, (_, index) => index + 1) }],
    ['a value twice', 'input.values', { ...BATCHES, values: [1, 8, 1] }],
    ['a batch size of zero', 'input.values[1]', { ...BATCHES, values: [8, 0] }],
    ['threads of zero', 'input.values[0]', { ...BATCHES, over: 'THREADS', values: [0, 1] }],
    ['a parameter out of range', 'input.values[1]', { race, over: 'PARAMETER', parameter: 'hidden1', values: [8, -1] }],
    ['no parameter', 'input.parameter', { race, over: 'PARAMETER', values: [1, 2] }],
    ['an unknown parameter', 'input.parameter', { race, over: 'PARAMETER', parameter: 'nothing', values: [1, 2] }],
    ['a parameter beside', 'input.parameter', { ...BATCHES, parameter: 'hidden1' }],
    ['no sequence to be long', 'input.over', { race, over: 'SEQUENCE_LENGTH', values: [1, 2] }],
    ['a batch size twice', 'input.race.batchSize', { ...BATCHES, race: { ...race, batchSize: 8 } }],
    ['threads twice', 'input.race.threads', { ...BATCHES, over: 'THREADS', race: { ...race, threads: 1 } }],
    [
      'a parameter twice',
      'input.race.parameters',
      {
        ...{ race: { ...race, parameters: [{ name: 'hidden1', value: 8 }] }, over: 'PARAMETER', parameter: 'hidden1' },
        values: [1, 2],
      },
    ],
    ['a key in the race', 'input.race.idempotencyKey', { ...BATCHES, race: { ...race, idempotencyKey: 'once' } }],
    ['an unknown workload', 'input.race.workload', { ...BATCHES, race: { ...race, workload: 'nothing' } }],
    ['a label with a bell', 'input.race.label', { ...BATCHES, race: { ...race, label: '\u0007' } }],
    [
      'an unknown engine',
      'input.race.entrants[0].engine',
      { ...BATCHES, race: { ...race, entrants: [{ engine: 'x' }] } },
    ],
    [
      'own layers without parameters',
      'input.over',
      { race: { entrants, ...own }, over: 'SEQUENCE_LENGTH', values: [1, 2] },
    ],
    ['a blank key', 'input.idempotencyKey', { ...BATCHES, idempotencyKey: ' ' }],
  ];

  test('is refused where it stands, with what to do instead, and starts nothing', async () => {
    const dataSource = await database().open();
    const api = await startApi(dataSource);
    try {
      const refused: unknown[] = [];
      for (const [what, , input] of WRONG) {
        const { errors } = (await api.post(START, { input })).answer;
        const { code, field, advice } = errors?.[0]?.extensions ?? {};
        refused.push([what, code, field, (advice ?? '').length > 0]);
      }
      expect(refused).toEqual(WRONG.map(([what, field]) => [what, 'BAD_USER_INPUT', field, true]));
      expect(await dataSource.getRepository(Race).count()).toBe(0);
    } finally {
      await api.stop();
    }
  });
});

/** Of a parameter of a race, as a number. */
function valueOf(name: string) {
  return ({ parameters }: Anything): number =>
    Number(parameters.find((parameter: Anything) => parameter.name === name).value);
}
