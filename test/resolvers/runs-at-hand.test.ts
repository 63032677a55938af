/** Runs that are read once, whoever asks for them. */
import type { Run } from '../../src/entities/run.entity';
import type { RaceReader } from '../../src/racing/race-reader';
import { createLoaders } from '../../src/resolvers/loaders';

const run = (id: string) => ({ id }) as Run;

describe('runs', () => {
  const read: string[] = [];
  beforeEach(() => void read.splice(0));

  const reader = (lists: () => Promise<Run[][]>) => ({
    runsOfRaces: (ids: readonly string[]) => {
      read.push(`races ${ids.join()}`);
      return lists();
    },
    runs: async (ids: readonly string[]) => {
      read.push(`runs ${ids.join()}`);
      return ids.map((id) => (id === 'gone' ? null : run(id)));
    },
  });
  /** As the resolvers ask. */
  const loadersOf = (lists: () => Promise<Run[][]>) =>
    createLoaders({
      reader: reader(lists) as unknown as RaceReader,
      ...{ catalog: { find: nothing }, waiting: { reasons: nothing } },
    } as unknown as Parameters<typeof createLoaders>[0]);
  const nothing = async () => null;
  const listed = async () => [[run('a'), run('b')], [run('c')]];

  const idsOf = (found: readonly (Run | Error | null)[]) => found.map((each) => (each as Run | null)?.id);

  test('of races that are being read are not read again, whoever asks first', async () => {
    const loaders = loadersOf(listed);
    const byIds = loaders.runs.loadMany(['b', 'c']);
    const ofRaces = loaders.briefRunsOfRace.loadMany(['1', '2']);
    expect(idsOf(await byIds)).toEqual(['b', 'c']);
    expect(idsOf(((await ofRaces) as Run[][]).flat())).toEqual(['a', 'b', 'c']);
    expect(read).toEqual(['races 1,2']);
  });

  test('of other races are read, each once; null where there is none', async () => {
    const loaders = loadersOf(listed);
    await loaders.runsOfRace.loadMany(['1', '2']);
    expect(idsOf(await loaders.runs.loadMany(['a', 'far', 'gone']))).toEqual(['a', 'far', undefined]);
    expect(idsOf(await loaders.runs.loadMany(['far']))).toEqual(['far']);
    expect(read).toEqual(['races 1,2', 'runs far,gone']);
  });

  test('are read by themselves where those of their race cannot be', async () => {
    const loaders = loadersOf(() => Promise.reject(new Error('no database')));
    const ofRaces = loaders.runsOfRace.load('1');
    const byIds = loaders.runs.loadMany(['a']);
    await expect(ofRaces).rejects.toThrow('no database');
    expect(idsOf(await byIds)).toEqual(['a']);
  });
});
