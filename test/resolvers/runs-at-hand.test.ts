/** Runs that are read once, whoever asks for them. */
import type { Run } from '../../src/entities/run.entity';
import { RunsAtHand } from '../../src/resolvers/runs-at-hand';

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
  const listed = async () => [[run('a'), run('b')], [run('c')]];

  test('of races that are being read are not read again, whoever asks first', async () => {
    const runs = new RunsAtHand(reader(listed));
    const byIds = runs.byIds(['b', 'c']);
    const ofRaces = runs.ofRaces(['1', '2'], true);
    expect((await byIds).map((each) => each?.id)).toEqual(['b', 'c']);
    expect((await ofRaces).flat().map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(read).toEqual(['races 1,2']);
  });

  test('of other races are read, each once; null where there is none', async () => {
    const runs = new RunsAtHand(reader(listed));
    await runs.ofRaces(['1', '2'], false);
    expect((await runs.byIds(['a', 'far', 'gone'])).map((each) => each?.id)).toEqual(['a', 'far', undefined]);
    expect((await runs.byIds(['far'])).map((each) => each?.id)).toEqual(['far']);
    expect(read).toEqual(['races 1,2', 'runs far,gone']);
  });

  test('are read by themselves where those of their race cannot be', async () => {
    const runs = new RunsAtHand(reader(() => Promise.reject(new Error('no database'))));
    const ofRaces = runs.ofRaces(['1'], false);
    const byIds = runs.byIds(['a']);
    await expect(ofRaces).rejects.toThrow('no database');
    expect((await byIds).map((each) => each?.id)).toEqual(['a']);
  });
});
