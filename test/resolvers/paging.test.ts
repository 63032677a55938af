import type { Anything, TestApi } from '../support/api';
import { startApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces } from '../support/stored-races';
import { Race } from '../../src/entities/race.entity';

let api: TestApi;
afterEach(() => api.stop());

const ask = async (query: string, variables?: object) => {
  const { answer } = await api.post(query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

describeOverDatabases('paging', (database) => {
  test('trials come in rounds, with their blocks in seconds, page after page', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1, 5);
    const query = `query ($id: ID!, $first: Int, $after: String) { run(id: $id) { trials(first: $first, after: $after) {
      totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { id round blockSeconds iterationsPerBlock tags shape } } } } }`;
    const rounds: number[] = [];
    const pages: boolean[][] = [];
    let after: string | null = null;
    for (let page = 0; page < 3; page++) {
      const { run }: Anything = await ask(query, { id: stored!.runIds[0], first: 2, after });
      rounds.push(...run.trials.edges.map(({ node }: Anything) => node.round));
      pages.push([run.trials.pageInfo.hasPreviousPage, run.trials.pageInfo.hasNextPage]);
      expect(run.trials.totalCount).toBe(5);
      expect(run.trials.edges[0].node.blockSeconds).toEqual([0.001, 0.002]);
      after = run.trials.pageInfo.endCursor;
    }
    expect(rounds).toEqual([1, 2, 3, 4, 5]);
    expect(pages).toEqual([
      [false, true],
      [true, true],
      [true, false],
    ]);
  });

  test('races are paged newest first, and rows that come meanwhile shift nothing', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    await storeRaces(dataSource, 5, 0);
    const query = `query ($after: String) { races(first: 2, after: $after) {
      totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } edges { cursor node { label } } } }`;
    const first = (await ask(query)).races;
    await storeRaces(dataSource, 1, 0);
    const second = (await ask(query, { after: first.pageInfo.endCursor })).races;
    const third = (await ask(query, { after: second.pageInfo.endCursor })).races;
    const labels = [first, second].map(({ edges }) => edges.map(({ node }: Anything) => node.label));
    expect(labels).toEqual([
      ['race 4', 'race 3'],
      ['race 2', 'race 1'],
    ]);
    // The newcomer was created in the same millisecond as the oldest, with a later id.
    expect(third.edges.map(({ node }: Anything) => node.label)).toEqual(['race 0', 'race 0']);
    expect([first.totalCount, second.totalCount]).toEqual([5, 6]);
    expect(first.pageInfo).toMatchObject({
      hasNextPage: true,
      hasPreviousPage: false,
      startCursor: first.edges[0].cursor,
    });
    expect(second.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true });
    expect(third.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
  });

  test('an empty page has no cursors', async () => {
    api = await startApi(await database().open());
    const { races } = await ask(
      '{ races { totalCount edges { cursor } pageInfo { hasNextPage startCursor endCursor } } }',
    );
    expect(races).toEqual({
      totalCount: 0,
      edges: [],
      pageInfo: { hasNextPage: false, startCursor: null, endCursor: null },
    });
  });

  test('every field of the filter chooses, alone and together', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const stored = await storeRaces(dataSource, 4, 0);
    await dataSource.getRepository(Race).update(stored[1]!.id, { status: 'FAILED', workload: 'mlp' });
    const at = (index: number) => new Date(1_795_400_123_456 + index * 1000).toISOString();
    const labels = async (filter: object) => {
      const { races } = await ask(
        'query ($filter: RaceFilter) { races(filter: $filter) { totalCount edges { node { label } } } }',
        { filter },
      );
      expect(races.totalCount).toBe(races.edges.length);
      return races.edges.map(({ node }: Anything) => node.label);
    };
    expect(await labels({ status: 'FAILED' })).toEqual(['race 1']);
    expect(await labels({ workload: 'mlp' })).toEqual(['race 1']);
    expect(await labels({ engine: 'alpha' })).toHaveLength(4);
    expect(await labels({ engine: 'beta' })).toEqual([]);
    expect(await labels({ hardware: stored[2]!.hardwareId })).toEqual(['race 2']);
    expect(await labels({ label: 'race 3' })).toEqual(['race 3']);
    expect(await labels({ label: '' })).toEqual([]);
    expect(await labels({ since: at(2) })).toEqual(['race 3', 'race 2']);
    expect(await labels({ until: at(2) })).toEqual(['race 1', 'race 0']);
    expect(await labels({ since: at(1), until: at(3), status: 'FINISHED', engine: 'gone' })).toEqual(['race 2']);
    expect(await labels({ status: null, label: null })).toHaveLength(4);
  });

  test('a machine lists its races, and machines are paged', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const stored = await storeRaces(dataSource, 3, 0);
    await dataSource.getRepository(Race).update(stored[0]!.id, { hardwareProfileId: stored[2]!.hardwareId });
    const { hardwareProfiles } = await ask(`{ hardwareProfiles(first: 2) { totalCount pageInfo { hasNextPage }
      edges { node { id races(first: 1) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { node { label } } } } } } }`);
    expect(hardwareProfiles).toMatchObject({ totalCount: 3, pageInfo: { hasNextPage: true } });
    expect(
      hardwareProfiles.edges.map(({ node }: Anything) => [node.races.totalCount, node.races.edges[0]?.node.label]),
    ).toEqual([
      [2, 'race 2'],
      [1, 'race 1'],
    ]);
    const { endCursor } = hardwareProfiles.edges[0].node.races.pageInfo;
    const { node } = await ask(
      'query ($id: ID!, $after: String) { node(id: $id) { ... on HardwareProfile { races(after: $after) { pageInfo { hasPreviousPage } edges { node { label } } } } } }',
      { id: stored[2]!.hardwareId, after: endCursor },
    );
    expect(node.races).toEqual({ pageInfo: { hasPreviousPage: true }, edges: [{ node: { label: 'race 0' } }] });
  });
});
