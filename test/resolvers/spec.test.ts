import { Race } from '../../src/entities/race.entity';
import { startApi, type TestApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';

const START = 'mutation ($input: StartRaceInput!) { startRace(input: $input) { id spec } }';
const entrants = [
  { engine: 'alpha', variant: 'plain', label: 'first' },
  { engine: 'alpha', variant: 'fast', label: 'second' },
];

describeOverSqlite('what asks for a race again', (database) => {
  let api: TestApi;
  afterEach(() => api.stop());

  test.each<[string, object]>([
    ['a workload', { workload: 'lstm', parameters: [{ name: 'units', value: 64 }], task: 'TRAINING', batchSize: 8 }],
    [
      'own layers of every kind of field',
      {
        inputs: [{ name: 'words', shape: [12], type: 'INT32' }],
        layers: [
          { embedding: { vocabulary: 50, units: 8 } },
          { gru: { units: 6, returnSequences: true, bidirectional: true } },
          { layerNorm: {} },
          { dense: { units: 10, name: 'wide' } },
          { gelu: { approximation: 'TANH' } },
          { add: { inputs: ['wide', 'gelu5'] } },
          { meanOverTime: {} },
          { dense: { units: 3 } },
        ],
        training: { loss: 'CROSS_ENTROPY', optimizer: 'SGD', learningRate: 0.01 },
        ...{ task: 'TRAINING', batchSize: 4 },
      },
    ],
    ['every choice', { workload: 'mlp', selfCheck: true, targetHalfWidth: 0.01, question: 'VS_BASELINE', seed: 11 }],
    ['a server', { workload: 'mlp', scenario: { server: { latencyBoundSeconds: 0.02, percentile: 95 } } }],
    ['empty caches', { workload: 'mlp', metric: 'TIME_TO_FIRST_RESULT', compilationCaches: 'EMPTY' }],
  ])('of %s makes the same race', async (_, input) => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const start = async (asked: object) => {
      const { answer } = await api.post(START, { input: asked });
      expect(answer.errors).toBeUndefined();
      const { id, spec } = answer.data.startRace;
      const row = await dataSource.getRepository(Race).findOneOrFail({ where: { id }, relations: { runs: true } });
      const runs = row.runs
        .sort((a, b) => a.position - b.position)
        .map(({ engine, variant, label, cloneOf }) => ({ engine, variant, label, isClone: cloneOf !== null }));
      const { id: own, createdAt, ...rest } = row;
      return { spec, race: { ...rest, runs }, own, createdAt };
    };
    const first = await start({ ...input, entrants });
    const again = await start(first.spec);
    expect(again.race).toEqual(first.race);
    expect(again.spec).toEqual(first.spec);
    expect(again.own).not.toBe(first.own);
  });
});
