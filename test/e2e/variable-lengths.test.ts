/** Races of sequences whose lengths differ: on scripted clocks over both databases, and of real engines. */
import { engineAdapters } from '../../src/engines/registry';
import { fake } from '../../src/engines/fake/adapter';
import { describeOverDatabases } from '../support/databases';
import { race, resultOf, startRace, startServer, tryStart, type TestServer } from './support';

const LENGTHS = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      metric
      batchSize
      scenario {
        server {
          percentile
        }
        variableLengths {
          policy
          sequences
          shortest
          longest
          timesteps
          filledTimesteps
        }
      }
      spec
      runs {
        label
        secondsPerIteration {
          value
        }
        itemsPerSecond {
          value
        }
        flopsPerSecond {
          value
        }
        variableLengths {
          firstPassSeconds
          compilations
          compilationsWhileMeasured
          amortised {
            sequences
            seconds
          }
        }
        trials(first: 100) {
          edges {
            node {
              iterationsPerBlock
            }
          }
        }
      }
    }
  }
`;

interface LengthsView {
  metric: string;
  batchSize: number;
  scenario: { server: null; variableLengths: Record<string, number | string> };
  spec: unknown;
  runs: {
    label: string;
    secondsPerIteration: { value: number } | null;
    itemsPerSecond: { value: number } | null;
    flopsPerSecond: null;
    variableLengths: {
      firstPassSeconds: number;
      compilations: number | null;
      compilationsWhileMeasured: number | null;
      amortised: { sequences: number; seconds: number }[];
    } | null;
    trials: { edges: { node: { iterationsPerBlock: number } }[] };
  }[];
}

const REANALYSE = /* GraphQL */ `
  query ($id: ID!) {
    reanalyse(raceId: $id) {
      verdict
    }
  }
`;

const TINY = {
  workload: 'lstm',
  parameters: [
    { name: 'units', value: 4 },
    { name: 'sequenceLength', value: 16 },
    { name: 'features', value: 3 },
  ],
  threads: 1,
};
const vary = (policy: string) => ({ scenario: { variableLengths: { policy } } });

async function lengthsOf(server: TestServer, id: string): Promise<LengthsView> {
  const { data, errors } = await server.query<{ race: LengthsView }>(LENGTHS, { id });
  expect(errors).toBeUndefined();
  return data.race;
}

describeOverDatabases('a race of sequences whose lengths differ', (database) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({ databaseUrl: database().settings.databaseUrl });
  });
  afterEach(() => server.stop());

  test('counts timesteps that are there, in whole passes, and what the first one cost', async () => {
    const entrants = ['steady', 'twice'].map((variant) => ({ engine: fake.id, variant, label: variant }));
    const id = await startRace(server, { ...TINY, batchSize: 64, entrants, ...vary('BUCKET') });
    await server.follow(id);
    const result = await resultOf(server, id);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.verdict).toMatch(/^steady is [12]\.\d+ times as fast as twice/);
    const { metric, scenario, spec, runs } = await lengthsOf(server, id);
    expect(metric).toBe('THROUGHPUT');
    const { variableLengths: lengths } = scenario;
    expect(scenario.server).toBeNull();
    expect(lengths).toMatchObject({ policy: 'BUCKET', sequences: 512, shortest: 1, longest: 16 });
    expect(lengths['timesteps']).toBeLessThan(lengths['filledTimesteps'] as number);
    expect(spec).toMatchObject({ ...vary('BUCKET'), metric: 'THROUGHPUT' });
    const stepsPerBatch = (lengths['timesteps'] as number) / 8;
    for (const run of runs) {
      const seconds = run.secondsPerIteration?.value ?? NaN;
      expect(run.itemsPerSecond?.value).toBeCloseTo(stepsPerBatch / seconds, 3);
      expect(run.flopsPerSecond).toBeNull();
      expect(run.trials.edges.every(({ node }) => node.iterationsPerBlock % 8 === 0)).toBe(true);
      expect(run.variableLengths).toMatchObject({ compilations: 0, compilationsWhileMeasured: 0 });
      const { firstPassSeconds = NaN, amortised = [] } = run.variableLengths ?? {};
      expect(amortised.map(({ sequences }) => sequences)).toEqual([1_000, 10_000, 100_000]);
      // 9,000 sequences more are so many batches more, at the steady rate.
      const [few, many] = amortised.map((stream) => stream.seconds);
      expect((many ?? NaN) - (few ?? NaN)).toBeCloseTo((9_000 / 64) * seconds, 6);
      expect(few).toBeGreaterThan(firstPassSeconds);
    }
    const again = await server.query<{ reanalyse: { verdict: string } }>(REANALYSE, { id });
    expect(again.data.reanalyse.verdict).toBe(result.verdict);
  }, 120_000);
});

describe('sequences whose lengths differ, of real engines', () => {
  let server: TestServer;
  let installed: string[];
  beforeAll(async () => {
    server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
    const { data } = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    installed = data.engines.filter(({ available }) => available).map(({ id }) => id);
  }, 180_000);
  afterAll(() => server.stop());

  test('JAX compiles for every length, TensorFlow once for all, PyTorch not at all', async () => {
    const entrants = ['jax', 'tensorflow', 'pytorch'].filter((id) => installed.includes(id));
    if (entrants.length < 3) return console.warn('SKIPPED: JAX, TensorFlow or PyTorch is not installed here.');
    const asked = { ...TINY, batchSize: 1, entrants: entrants.map((engine) => ({ engine })), budgetSeconds: 20 };
    const result = await race(server, { ...asked, ...vary('EXACT') });
    expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'FINISHED']);
    expect(result.runs.every(({ parity }) => parity?.passed)).toBe(true);
    const { batchSize, scenario, runs } = await lengthsOf(server, result.id);
    expect(batchSize).toBe(1);
    expect(scenario.variableLengths['timesteps']).toBe(scenario.variableLengths['filledTimesteps']);
    const [jax, tensorflow, pytorch] = runs.map(({ variableLengths }) => variableLengths?.compilations ?? NaN);
    expect(jax).toBeGreaterThanOrEqual(10);
    expect([tensorflow, pytorch]).toEqual([1, 0]);
    expect(runs.map(({ variableLengths }) => variableLengths?.compilationsWhileMeasured)).toEqual([0, 0, 0]);
  }, 180_000);

  test('an engine that cannot leave out what is not there says so', async () => {
    const entrants = ['onnxruntime-node', 'pytorch', 'jax'].filter((id) => installed.includes(id));
    if (entrants.length < 3) return console.warn('SKIPPED: ONNX Runtime, PyTorch or JAX is not installed here.');
    const result = await race(server, {
      ...TINY,
      ...{ workload: 'bilstm', batchSize: 16, entrants: entrants.map((engine) => ({ engine })), budgetSeconds: 10 },
      ...vary('PACKED'),
    });
    expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FINISHED', 'UNSUPPORTED']);
    expect(result.runs[2]?.failure?.message).toMatch(/use EXACT, BUCKET or PAD/);
  }, 180_000);

  test.each<[string, object, string, RegExp]>([
    ['no sequences', { workload: 'mlp', parameters: [], ...vary('PAD') }, 'input.workload', /lstm/],
    [
      'attention',
      { workload: 'transformer-encoder', parameters: [], ...vary('PAD') },
      'input.workload',
      /text-classifier/,
    ],
    [
      'a layer that reads from the end',
      { workload: 'bilstm', ...vary('PAD') },
      'input.scenario.variableLengths.policy',
      /PACKED/,
    ],
    ['another metric', { ...vary('PAD'), metric: 'LATENCY' }, 'input.metric', /Leave the metric out/],
    ['sequences by themselves, in batches', { ...vary('EXACT'), batchSize: 4 }, 'input.batchSize', /BUCKET/],
    [
      'two scenarios at once',
      { scenario: { variableLengths: { policy: 'PAD' }, server: { latencyBoundSeconds: 1 } } },
      'input.scenario',
      /`variableLengths`/,
    ],
  ])('%s is BAD_USER_INPUT that names the field and the remedy', async (_, input, field, advice) => {
    const { data, errors } = await tryStart(server, { ...TINY, entrants: [{ engine: 'pytorch' }], ...input });
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(errors?.[0]?.extensions.advice).toMatch(advice);
  });
});
