import type { Anything, TestApi } from '../support/api';
import { startApi } from '../support/api';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';
import { newId } from '../../src/entities/ids';

let api: TestApi;
afterEach(() => api.stop());

const ask = async (query: string, variables?: object) => {
  const { answer } = await api.post(query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

describeOverSqlite('things by id', (database) => {
  test('node finds everything that has an id', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1);
    const typeOf = async (id: string) =>
      (await ask('query ($id: ID!) { node(id: $id) { __typename id } }', { id })).node;
    for (const [id, type] of [
      [stored!.id, 'Race'],
      [stored!.runIds[0], 'Run'],
      [stored!.trialIds[0]!, 'Trial'],
      [stored!.hardwareId, 'HardwareProfile'],
      ['alpha', 'Engine'],
      ['beta', 'Engine'],
      ['lstm', 'Workload'],
    ] as const) {
      expect(await typeOf(id)).toEqual({ __typename: type, id });
    }
  });

  test('a well-formed id that nothing has is null everywhere', async () => {
    api = await startApi(await database().open());
    const data =
      await ask(`{ race(id: "${newId('race')}") { id } run(id: "${newId('run')}") { id } engine(id: "nope") { id }
      workload(id: "nope") { id } a: node(id: "nope") { id } b: node(id: "${newId('trial')}") { id } c: node(id: "${newId('hw')}") { id } }`);
    expect(Object.values(data)).toEqual(Array(7).fill(null));
  });

  test('engines and workloads describe themselves', async () => {
    api = await startApi(await database().open());
    const { engines, workloads } = await ask(`{
      engines { id available unavailableReason version runtime devices { id kind } precisions tasks variants { id default } }
      workloads { id tasks itemName parameterCount flopsPerItem compulsoryBytesPerItem layers { index kind summary } parameters { name default minimum maximum unit } } }`);
    expect(engines).toMatchObject([
      {
        id: 'alpha',
        available: true,
        version: '1.2.3',
        devices: [{ id: 'cpu', kind: 'CPU' }],
        tasks: ['INFERENCE', 'TRAINING'],
      },
      { id: 'beta', available: false, version: null, unavailableReason: expect.stringContaining('npm run') },
    ]);
    expect(workloads.map(({ id }: Anything) => id)).toEqual(expect.arrayContaining(['gemm', 'lstm', 'mlp']));
    const mlp = workloads.find(({ id }: Anything) => id === 'mlp');
    expect(mlp.parameterCount).toBe(784 * 512 + 512 + 512 * 256 + 256 + 256 * 10 + 10);
    expect(mlp.layers[0]).toMatchObject({ index: 0, kind: 'dense' });
  });
});
