/** Races of a server's rate: on scripted clocks, where the right answer is known, over both databases. */
import { fake } from '../../src/engines/fake/adapter';
import { describeOverDatabases } from '../support/databases';
import { race, resultOf, SMALL, startRace, startServer, tryStart, type TestServer } from './support';

const SERVING = /* GraphQL */ `
  query ($id: ID!) {
    race(id: $id) {
      metric
      budgetSeconds
      scenario {
        server {
          latencyBoundSeconds
          percentile
        }
      }
      spec
      runs {
        label
        secondsPerIteration {
          value
        }
        requestsPerSecond {
          value
          low
          high
        }
        trials(first: 100) {
          edges {
            node {
              round
              tags
              serving {
                requestsPerSecond
                probes {
                  requestsPerSecond
                  answeredPerSecond
                  requests
                  overBound
                  kept
                  latenessSeconds
                  valid
                  latency {
                    p50
                    p99
                  }
                }
              }
            }
          }
        }
      }
    }
  }
`;

interface ProbeView {
  requestsPerSecond: number | null;
  answeredPerSecond: number;
  requests: number;
  overBound: number;
  kept: boolean;
  latenessSeconds: number;
  valid: boolean;
  latency: { p50: number; p99: number | null };
}
interface RunView {
  label: string;
  secondsPerIteration: unknown;
  requestsPerSecond: { value: number; low: number; high: number } | null;
  trials: {
    edges: {
      node: {
        round: number;
        tags: string[];
        serving: { requestsPerSecond: number | null; probes: ProbeView[] } | null;
      };
    }[];
  };
}
interface ServingView {
  metric: string;
  budgetSeconds: number;
  scenario: { server: { latencyBoundSeconds: number; percentile: number } };
  spec: Record<string, unknown>;
  runs: RunView[];
}

const REANALYSE = /* GraphQL */ `
  query ($id: ID!) {
    reanalyse(raceId: $id) {
      verdict
    }
  }
`;

const entrants = ['steady', 'twice'].map((variant) => ({ engine: fake.id, variant, label: variant }));
const within = (milliseconds: number, percentile?: number) => ({
  scenario: {
    server: { latencyBoundSeconds: milliseconds / 1000, ...(percentile !== undefined && { percentile }) },
  },
});

describeOverDatabases('a race of a server', (database) => {
  let server: TestServer;
  beforeEach(async () => {
    server = await startServer({ databaseUrl: database().settings.databaseUrl });
  });
  afterEach(() => server.stop());

  const servingOf = async (id: string) => {
    const { data, errors } = await server.query<{ race: ServingView }>(SERVING, { id });
    expect(errors).toBeUndefined();
    return data.race;
  };

  test('finds who serves more requests a second in time, and keeps every probe', async () => {
    const id = await startRace(server, { entrants, ...within(5) });
    await server.follow(id);
    const result = await resultOf(server, id);
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.verdict).toMatch(
      /^steady serves \d\.\d+ times as many requests a second as twice within 5 ms \(p99\), 9\d(\.\d)? % CI/,
    );
    const { metric, scenario, runs, spec } = await servingOf(id);
    expect({ metric, scenario }).toEqual({
      metric: 'SERVER_RATE',
      scenario: { server: { latencyBoundSeconds: 0.005, percentile: 99 } },
    });
    expect(spec).toMatchObject({ metric: 'SERVER_RATE', ...within(5, 99) });
    const [steady, twice] = runs.map(({ requestsPerSecond }) => requestsPerSecond?.value ?? Number.NaN);
    // More than twice as many: of the same bound, half as many may wait at once. 3.2 by the queue alone, without noise.
    expect((steady ?? 0) / (twice ?? 0)).toBeGreaterThan(2.6);
    expect((steady ?? 0) / (twice ?? 0)).toBeLessThan(3.9);
    for (const { trials, secondsPerIteration } of runs) {
      expect(secondsPerIteration).toBeNull();
      for (const { node } of trials.edges) {
        const { requestsPerSecond, probes } = node.serving ?? { requestsPerSecond: null, probes: [] };
        const [unpaused, ...others] = probes;
        expect(unpaused?.requestsPerSecond).toBeNull();
        expect(requestsPerSecond).toBe(
          Math.max(...others.filter(({ kept, valid }) => kept && valid).map((probe) => probe.requestsPerSecond ?? 0)),
        );
        expect(requestsPerSecond).toBeLessThan(unpaused?.answeredPerSecond ?? 0);
        for (const probe of probes) {
          expect(probe.requests).toBe(662);
          expect(probe.kept).toBe(probe.overBound <= 1);
        }
      }
    }
    const again = await server.query<{ reanalyse: { verdict: string } }>(REANALYSE, { id });
    expect(again.data.reanalyse.verdict).toBe(result.verdict);
  }, 120_000);

  test('a bound that no single request keeps ends the run, and says so', async () => {
    const result = await race(server, { entrants, ...within(0.95, 90) });
    expect(result.runs.map(({ status }) => status)).toEqual(['FINISHED', 'FAILED']);
    expect(result.runs[1]?.failure).toMatchObject({
      code: 'BOUND_NOT_KEPT',
      message: expect.stringMatching(/^It keeps 950 µs \(p90\) at no rate: of 662 requests/) as string,
    });
    expect(result.verdict).toMatch(/^steady serves [\d.]+ requests a second within 950 µs \(p90\)/);
  }, 120_000);
});

const STREAM = { scenario: { singleStream: true }, batchSize: 1 };

describe('what a scenario may be', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.stop());

  test.each<[string, object, string, RegExp]>([
    ['no kind of scenario', { scenario: {} }, 'input.scenario', /Give `server`/],
    ['a percentile that nobody tests', within(5, 98), 'input.scenario.server.percentile', /90, 95, 99/],
    ['a bound of nothing', within(0), 'input.scenario.server.latencyBoundSeconds', /0\.0001 to 60/],
    ['another metric', { ...within(5), metric: 'LATENCY' }, 'input.metric', /Leave the metric out/],
    ['training', { ...within(5), task: 'TRAINING' }, 'input.task', /Use INFERENCE/],
    ['a single stream of batches', { scenario: { singleStream: true } }, 'input.batchSize', /offline/],
    ['a single stream by throughput', { ...STREAM, metric: 'THROUGHPUT' }, 'input.metric', /Leave the metric out/],
    ['training offline', { scenario: { offline: true }, task: 'TRAINING' }, 'input.task', /Use INFERENCE/],
    ['the rate of a server without a bound', { metric: 'SERVER_RATE' }, 'input.scenario', /latencyBoundSeconds/],
  ])('%s is BAD_USER_INPUT that names the field and the remedy', async (_, input, field, advice) => {
    const { data, errors } = await tryStart(server, { ...SMALL, entrants: [{ engine: 'pytorch' }], ...input });
    expect(data ?? null).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
    expect(errors?.[0]?.extensions.advice).toMatch(advice);
  });

  test('a single stream is raced by latency one at a time, and all at once by throughput', async () => {
    const views: Record<string, unknown>[] = [];
    for (const input of [STREAM, { scenario: { offline: true }, batchSize: 16 }]) {
      const id = await startRace(server, { entrants, ...input });
      const ask = '{ metric batchSize spec scenario { singleStream offline server { percentile } } }';
      const { data } = await server.query<{ race: Record<string, unknown> }>(
        `query ($id: ID!) { race(id: $id) ${ask} }`,
        { id },
      );
      views.push(data.race);
      await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id });
    }
    expect(views).toMatchObject([
      { metric: 'LATENCY', batchSize: 1, scenario: { singleStream: true, offline: null, server: null }, spec: STREAM },
      {
        metric: 'THROUGHPUT',
        batchSize: 16,
        scenario: { singleStream: null, offline: true },
        spec: { scenario: { offline: true } },
      },
    ]);
  });

  test('a sweep over batch sizes leaves the metric to the scenario', async () => {
    const start = /* GraphQL */ `
      mutation ($input: StartSweepInput!) {
        startSweep(input: $input) {
          points {
            race {
              metric
            }
          }
        }
      }
    `;
    const { batchSize: _, ...small } = SMALL;
    const input = { race: { ...small, entrants, ...within(20) }, over: 'BATCH_SIZE', values: [1, 2] };
    const { data, errors } = await server.query<{ startSweep: { points: { race: { metric: string } }[] } }>(start, {
      input,
    });
    expect(errors).toBeUndefined();
    expect(data.startSweep.points.map((point) => point.race.metric)).toEqual(['SERVER_RATE', 'SERVER_RATE']);
  });
});
