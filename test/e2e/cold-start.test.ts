import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { engineAdapters } from '../../src/engines/registry';
import { compiling } from '../fixtures/compiling-adapter';
import { race, resultOf, SMALL, startRace, startServer, type TestServer } from './support';

const COLD = {
  ...SMALL,
  metric: 'TIME_TO_FIRST_RESULT',
  entrants: [
    { engine: 'compiling', label: 'late' },
    { engine: 'fake', variant: 'twice', label: 'slow' },
  ],
};

interface StartView {
  compileSeconds: number;
  timeToFirstResultSeconds: number;
  timeToSteadySeconds: number | null;
  steadySecondsPerIteration: number | null;
}

interface ColdRaceView {
  compilationCaches: string;
  spec: Record<string, unknown>;
  comparisons: { sentence: string; breakEvenIterations: { value: number; low: number; high: number } | null }[];
  runs: { label: string; settings: { name: string; value: string }[]; coldStart: StartView | null }[];
}

const COLD_RESULT = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      compilationCaches
      spec
      comparisons {
        sentence
        breakEvenIterations {
          value
          low
          high
        }
      }
      runs {
        label
        settings {
          name
          value
        }
        coldStart {
          compileSeconds
          timeToFirstResultSeconds
          timeToSteadySeconds
          steadySecondsPerIteration
        }
      }
    }
  }
`;

describe('a race of the time to the first result', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startServer({}, { adapters: [...engineAdapters, compiling] })));
  afterAll(() => server.stop());

  const detailsOf = async (id: string) => (await server.query<{ race: ColdRaceView }>(COLD_RESULT, { id })).data.race;
  const cachesOf = ({ runs }: ColdRaceView, label: string) =>
    runs.find((run) => run.label === label)?.settings.find(({ name }) => name === 'compilationCaches')?.value;

  test('with empty caches compiles in every trial, and says when what it compiled has paid', async () => {
    const result = await race(server, { ...COLD, compilationCaches: 'EMPTY' });
    const details = await detailsOf(result.id);
    const late = details.runs.find(({ label }) => label === 'late')?.coldStart;
    const slow = details.runs.find(({ label }) => label === 'slow')?.coldStart;
    expect(details.compilationCaches).toBe('EMPTY');
    expect(details.spec).toMatchObject({ metric: 'TIME_TO_FIRST_RESULT', compilationCaches: 'EMPTY' });
    expect(cachesOf(details, 'late')).toBe('empty: files before 0, after 1');
    expect(cachesOf(details, 'slow')).toBe('none: this engine keeps nothing that it compiled');
    expect(late?.compileSeconds).toBeGreaterThan(1.4);
    expect(result.verdict).toMatch(
      /^To the first result: slow is [\d.]+ times as fast as late, .*; late has caught up after [\d,]+ iterations?, 95 % CI/,
    );
    expect(details.comparisons[0]?.sentence).toBe(result.verdict);
    // The same from the medians of the runs, which are other estimates.
    if (!late || !slow) throw new Error('both have starts');
    for (const { timeToSteadySeconds, timeToFirstResultSeconds } of [late, slow]) {
      expect(timeToSteadySeconds).toBeGreaterThanOrEqual(timeToFirstResultSeconds);
    }
    const gained = (slow.steadySecondsPerIteration ?? NaN) - (late.steadySecondsPerIteration ?? NaN);
    const expected = ((late.timeToSteadySeconds ?? NaN) - (slow.timeToSteadySeconds ?? NaN)) / gained;
    const found = details.comparisons[0]?.breakEvenIterations;
    expect(found?.value).toBeGreaterThan(expected / 2);
    expect(found?.value).toBeLessThan(expected * 2);
    expect(found?.low).toBeLessThanOrEqual(found?.value ?? NaN);
    expect(found?.high).toBeGreaterThanOrEqual(found?.value ?? NaN);
    const again = await server.query<{ reanalyse: unknown }>(
      'query ($id: ID!) { reanalyse(raceId: $id) { verdict comparisons { breakEvenIterations { value low high } } } }',
      { id: result.id },
    );
    expect(again.data.reanalyse).toEqual({ verdict: result.verdict, comparisons: [{ breakEvenIterations: found }] });
    for (const run of result.runs) {
      expect(run).toMatchObject({ secondsPerIteration: null, itemsPerSecond: null });
      expect(run.trials.edges.map(({ node }) => node.blockSeconds.length)).toEqual(run.trials.edges.map(() => 7));
      expect(run.trials.edges.every(({ node }) => node.tags.includes('EXCLUSIVE'))).toBe(true);
      expect(run.trials.edges.some(({ node }) => node.tags.includes('FORKED'))).toBe(false);
    }
    expect(existsSync(path.join(server.configuration.dataDirectory, 'work', result.id))).toBe(false);
  }, 120_000);

  test('with warm ones, which is the default, compiles before the first trial and never again', async () => {
    const result = await race(server, { ...COLD, budgetSeconds: 5 });
    const details = await detailsOf(result.id);
    expect(details.compilationCaches).toBe('WARM');
    expect(cachesOf(details, 'late')).toBe('warm: files before 1, after 1');
    expect(details.runs.find(({ label }) => label === 'late')?.coldStart?.compileSeconds).toBeLessThan(1.4);
    expect(result.runs.every(({ trials }) => trials.edges[0]?.node.round === 1)).toBe(true);
  }, 120_000);

  test('stops after the first round where its budget was for less', async () => {
    const result = await race(server, { ...COLD, compilationCaches: 'EMPTY', budgetSeconds: 1 });
    expect(result).toMatchObject({ status: 'FINISHED', roundsCompleted: 1 });
    expect((await detailsOf(result.id)).comparisons[0]?.breakEvenIterations).toBeNull();
  }, 60_000);

  test('is cancelled in the middle of a compilation, and leaves nothing behind', async () => {
    const entrants = [{ engine: 'compiling', variant: 'for-ever', label: 'for ever' }];
    const id = await startRace(server, { ...COLD, entrants, compilationCaches: 'EMPTY' });
    for await (const { data } of server.socket.iterate<{ raceEvents: { phase?: string } }>({
      query: 'subscription ($id: ID!) { raceEvents(raceId: $id) { ... on RunPhaseChanged { phase } } }',
      variables: { id },
    })) {
      if (data?.raceEvents.phase === 'build') break;
    }
    await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id });
    expect(await resultOf(server, id)).toMatchObject({ status: 'CANCELLED', roundsCompleted: 0 });
    expect(existsSync(path.join(server.configuration.dataDirectory, 'work', id))).toBe(false);
  }, 60_000);
});
