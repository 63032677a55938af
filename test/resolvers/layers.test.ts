import { Race } from '../../src/entities/race.entity';
import { graphNode } from '../../src/protocol/graph';
import { LAYER_KINDS } from '../../src/schema/layer-kinds';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

const START = `mutation ($input: StartRaceInput!) { startRace(input: $input) {
  id status batchSize metric division
  workload { id name parameterCount layers { kind summary } }
} }`;
const entrants = [{ engine: 'alpha' }];
const CLASSIFIER = {
  inputs: [{ shape: [8, 8, 3] }],
  layers: [
    { conv2d: { filters: 4, kernelSize: [3, 3], padding: [1, 1] } },
    { relu: {} },
    { globalAveragePool: {} },
    { dense: { units: 5, name: 'logits' } },
  ],
};

test('every kind of the vocabulary can be sent, with exactly its fields', () => {
  for (const { shape } of graphNode.options) {
    const kind = shape.kind.value;
    // How many steps are there is for the scenario of a race to say.
    const own = Object.keys(shape).filter((field) => !['kind', 'id', 'inputs', 'lengths'].includes(field));
    expect([kind, Object.keys(LAYER_KINDS[kind].fields).sort()]).toEqual([kind, own.sort()]);
  }
});

describeOverSqlite('layers of your own', (database) => {
  let api: TestApi;
  afterEach(() => api.stop());
  const start = async (input: object) => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    return { dataSource, answer: (await api.post(START, { input: { entrants, ...input } })).answer };
  };

  test('are raced, each reading the one before, and described as the catalog is', async () => {
    const { dataSource, answer } = await start({ ...CLASSIFIER, batchSize: 16 });
    expect(answer.errors).toBeUndefined();
    const race = answer.data.startRace;
    expect(race).toMatchObject({ status: 'QUEUED', batchSize: 16, metric: 'THROUGHPUT', division: 'STRICT' });
    expect(race.workload).toMatchObject({
      id: expect.stringMatching(/^layers-[0-9a-f]{16}$/),
      parameterCount: 3 * 3 * 3 * 4 + 4 + 4 * 5 + 5,
    });
    expect(race.workload.layers.map(({ kind }: { kind: string }) => kind)).toEqual([
      'conv2d',
      'relu',
      'globalAveragePool',
      'dense',
    ]);
    const row = await dataSource.getRepository(Race).findOneByOrFail({ id: race.id });
    expect(row.graph?.nodes[0]).toMatchObject({ strides: [1, 1], bias: true, inputs: ['x'] });
    expect(row.graph?.inputs).toEqual([{ name: 'x', shape: [16, 8, 8, 3], dtype: 'float32' }]);
  });

  test('may branch and be trained', async () => {
    const { answer } = await start({
      inputs: [{ name: 'words', shape: [6], type: 'INT32' }],
      layers: [
        { embedding: { name: 'table', vocabulary: 50, units: 8 } },
        { gelu: { approximation: 'TANH', name: 'bent' } },
        { add: { inputs: ['table', 'bent'] } },
        { meanOverTime: {} },
        { dense: { units: 3 } },
      ],
      training: { optimizer: 'SGD', learningRate: 0.01 },
      task: 'TRAINING',
    });
    expect(answer.errors).toBeUndefined();
  });

  test.each([
    ['a shape that does not fit', [{ lstm: { units: 4 } }], 'input.layers[0].lstm', /reads \[batch, time, features\]/],
    ['an unknown input', [{ relu: { inputs: ['nobody'] } }], 'input.layers[0].relu', /does not fit/],
    ['a bad name', [{ dense: { units: 2, name: 'No!' } }], 'input.layers[0].dense.name', /not a name/],
    ['a value out of range', [{ dense: { units: 0 } }], 'input.layers[0].dense.units', /not right/],
    [
      'one number for a pair',
      [{ flatten: {} }, { maxPool: { poolSize: [2], strides: [2, 2] } }],
      'input.layers[1].maxPool.poolSize',
      /not right/,
    ],
    ['no layers', [], 'input.layers', /no layers/],
  ])('%s is refused by the name of the layer', async (_what, layers, field, message) => {
    const { answer } = await start({ inputs: [{ shape: [8, 8, 3] }], layers });
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(answer.errors?.[0]?.extensions.advice).toMatch(/\w/);
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  test('two kinds in one layer, no input, a workload beside them and training without a loss are refused', async () => {
    const { answer } = await start({ ...CLASSIFIER, layers: [{ relu: {}, tanh: {} }] });
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    const refused = async (change: object) =>
      (await api.post(START, { input: { entrants, ...CLASSIFIER, ...change } })).answer.errors?.[0]?.extensions;
    expect(await refused({ inputs: [] })).toMatchObject({ field: 'input.inputs' });
    expect(await refused({ workload: 'mlp' })).toMatchObject({ field: 'input.layers' });
    expect(await refused({ task: 'TRAINING' })).toMatchObject({ field: 'input.task' });
    expect(await refused({ layers: null })).toMatchObject({ field: 'input.workload' });
  });
});
