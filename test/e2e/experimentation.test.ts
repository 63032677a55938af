/** Races of a model that is changed, with engines whose compilers and caches are known. */
import { engineAdapters } from '../../src/engines/registry';
import { compiling } from '../fixtures/compiling-adapter';
import { race, SMALL, startServer, type TestServer } from './support';

const ENTRANTS = [
  { engine: 'compiling', label: 'late' },
  { engine: 'fake', variant: 'twice', label: 'slow' },
];

interface Phases {
  buildSeconds: number;
  compileSeconds: number;
  firstResultSeconds: number;
  compilations: number | null;
}

interface View {
  metric: string;
  compilationCaches: string;
  scenario: unknown;
  spec: Record<string, unknown>;
  chart: { svg: string } | null;
  runs: {
    label: string;
    settings: { name: string; value: string }[];
    timeToFirstResultSeconds: { value: number } | null;
    coldStart: { importSeconds: number; compileSeconds: number } | null;
    editStart: (Phases & { process: string; timeToFirstResultSeconds: number; original: Phases | null }) | null;
  }[];
}

const DETAILS = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      metric
      compilationCaches
      scenario {
        server {
          percentile
        }
        experimentation {
          edit
          process
        }
      }
      spec
      chart(kind: COLD_START) {
        svg
      }
      runs {
        label
        settings {
          name
          value
        }
        timeToFirstResultSeconds {
          value
        }
        coldStart {
          importSeconds
          compileSeconds
        }
        editStart {
          process
          buildSeconds
          compileSeconds
          firstResultSeconds
          compilations
          timeToFirstResultSeconds
          original {
            buildSeconds
            compileSeconds
            firstResultSeconds
            compilations
          }
        }
      }
    }
  }
`;

describe('a race of a model that is changed', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startServer({}, { adapters: [...engineAdapters, compiling] })));
  afterAll(() => server.stop());

  async function raced(edit: string, process: string | undefined, budgetSeconds: number) {
    const experimentation = { edit, ...(process && { process }) };
    const result = await race(server, { ...SMALL, entrants: ENTRANTS, scenario: { experimentation }, budgetSeconds });
    const { data } = await server.query<{ race: View }>(DETAILS, { id: result.id });
    const runOf = (label: string) => {
      const run = data.race.runs.find((candidate) => candidate.label === label);
      if (!run) throw new Error(`no run is called ${label}`);
      return { ...run, caches: run.settings.find(({ name }) => name === 'compilationCaches')?.value };
    };
    return { result, details: data.race, late: runOf('late'), slow: runOf('slow') };
  }

  test('in a process that goes on counts from the change: what compiled before knows the model before only', async () => {
    const { result, details, late, slow } = await raced('UNITS', undefined, 5);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(details).toMatchObject({
      ...{ metric: 'TIME_TO_FIRST_RESULT', compilationCaches: 'WARM' },
      scenario: { server: null, experimentation: { edit: 'UNITS', process: 'LIVE' } },
    });
    expect(details.spec).toMatchObject({ scenario: { experimentation: { edit: 'UNITS', process: 'LIVE' } } });
    expect(result.verdict).toMatch(/^From a change of the model to its first result, in a process that goes on: /);
    expect(late.editStart?.compileSeconds).toBeGreaterThan(1.4);
    // That the first start has compiled, which is not counted.
    expect(late.editStart?.original?.compileSeconds).toBeLessThan(1.4);
    expect(late.caches).toBe('warm from the model before the change: files before 1, after 2');
    expect(late.editStart).toMatchObject({ compilations: 1, original: { compilations: 0 } });
    expect(slow.editStart).toMatchObject({ compilations: 0, original: { compilations: 0 } });
    expect(slow.editStart?.timeToFirstResultSeconds).toBeLessThan(1);
    for (const { coldStart, editStart, timeToFirstResultSeconds } of [late, slow]) {
      expect(coldStart).toBeNull();
      const { buildSeconds = NaN, compileSeconds = NaN, firstResultSeconds = NaN } = editStart ?? {};
      if (result.roundsCompleted > 1) continue;
      expect(editStart?.timeToFirstResultSeconds).toBeCloseTo(buildSeconds + compileSeconds + firstResultSeconds, 9);
      expect(timeToFirstResultSeconds?.value).toBeCloseTo(editStart?.timeToFirstResultSeconds ?? NaN, 9);
    }
    expect(details.chart?.svg).toMatch(/compile/);
    expect(result.runs.every(({ parity }) => parity?.passed)).toBe(true);
  }, 120_000);

  test('in fresh processes compiles the changed model in each of them, and never finds it compiled', async () => {
    const { result, late, slow } = await raced('LAYER', 'FRESH', 12);
    expect(result.roundsCompleted).toBeGreaterThan(1);
    expect(result.verdict).toMatch(/^To the first result of the changed model, in a fresh process: .*slow/);
    expect(late.caches).toBe('warm from the model before the change: files before 1, after 2');
    expect(late.coldStart?.compileSeconds).toBeGreaterThan(1.4);
    expect(late.editStart).toMatchObject({ process: 'FRESH', original: null, compilations: 1 });
    expect(slow.caches).toBe('none: this engine keeps nothing that it compiled');
  }, 120_000);

  test('with another batch shape does not end in the reference of the model before', async () => {
    const { result, details } = await raced('BATCH_SHAPE', 'LIVE', 2);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED']);
    const again = await server.query<{ reanalyse: { verdict: string } }>(
      'query ($id: ID!) { reanalyse(raceId: $id) { verdict } }',
      { id: result.id },
    );
    expect(again.data.reanalyse.verdict).toBe(result.verdict);
    const repeated = await race(server, { ...details.spec, budgetSeconds: 1 });
    expect(repeated).toMatchObject({ status: 'FINISHED', failure: null });
  }, 120_000);
});
