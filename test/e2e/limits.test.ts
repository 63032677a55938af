/** What a machine can do at most: measured by itself after a race, and when a person asks. */
import { fake } from '../../src/engines/fake/adapter';
import { onnxruntimeNode } from '../../src/engines/onnxruntime-node/adapter';
import { workload as mlp } from '../../src/workloads/mlp/workload';
import { flopsPerIteration } from '../../src/workloads/graph-facts';
import { defaultParameters } from '../../src/workloads/describe';
import { ProgramRunner } from '../cli/support/program';
import { SMALL, startRace, startServer, type TestServer } from './support';

const SIZES = { products: { all: 64, fastest: [96] }, streams: [2 ** 18, 2 ** 20] };
const LIMITS = `limits { device precision threads flopsPerSecond engine matrixSize bytesPerSecond streams { workingSetBytes } measuredAt }`;
const RACE = `query ($id: ID!) { race(id: $id) {
  runs { percentOfLimit limitedBy secondsPerIteration { value } } hardware { ${LIMITS} } } }`;
const MEASURE = `mutation ($input: MeasureLimitsInput!) { measureLimits(input: $input) { id ${LIMITS} } }`;

interface LimitView {
  threads: number;
  flopsPerSecond: number;
  engine: string;
  matrixSize: number;
}

interface LimitedRaceView {
  runs: { percentOfLimit: number | null; limitedBy: string | null; secondsPerIteration: { value: number } }[];
  hardware: { limits: LimitView[] };
}

jest.setTimeout(180_000);

describe('limits of this machine', () => {
  let server: TestServer;
  beforeAll(async () => {
    const options = { adapters: [onnxruntimeNode, fake], limitSizes: SIZES };
    server = await startServer({ automaticLimits: true }, options);
  });
  afterAll(() => server.stop());

  const ask = async (id: string) => (await server.query<{ race: LimitedRaceView }>(RACE, { id })).data.race;

  test('a race that ends has its limit measured, and its runs are held against it', async () => {
    const id = await startRace(server, { entrants: [{ engine: 'fake' }], threads: 1, budgetSeconds: 5 });
    await server.follow(id);
    // Nothing is known before.
    let race = await ask(id);
    expect(race.runs[0]?.percentOfLimit ?? null).toBeNull();
    while (race.hardware.limits.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      race = await ask(id);
    }
    const [limit] = race.hardware.limits as [LimitView];
    expect(race.hardware.limits).toEqual([
      expect.objectContaining({
        ...{ device: 'CPU', precision: 'FLOAT32', threads: 1 },
        engine: expect.stringMatching(/^(fake|onnxruntime-node)$/),
        streams: SIZES.streams.map((workingSetBytes) => ({ workingSetBytes })),
      }),
    ]);
    expect([64, 96]).toContain(limit.matrixSize);
    const parameters = SMALL.parameters.map(({ name, value }) => [name, value]);
    const graph = mlp.graph({ ...defaultParameters(mlp), ...Object.fromEntries(parameters) }, SMALL.batchSize);
    const shortestSeconds = flopsPerIteration(graph, 'INFERENCE') / limit.flopsPerSecond;
    for (const { percentOfLimit, limitedBy, secondsPerIteration } of race.runs) {
      expect(percentOfLimit).toBeCloseTo((100 * shortestSeconds) / secondsPerIteration.value, 9);
      expect(limitedBy).toBe('COMPUTE');
    }
  });

  test('the command line asks for another number of threads, waits, and shows both', async () => {
    const runner = new ProgramRunner();
    try {
      const asked = await runner.run(['limits', '--server', server.url, '--threads', '2']);
      expect(asked).toMatchObject({ exitCode: 0 });
      expect(asked.out).toMatch(/\n +device +precision +threads +fastest product +by +memory +measured\n/);
      expect(asked.out).toMatch(/\n +CPU +FLOAT32 +2 +\d+ GFLOP\/s +(fake|onnxruntime-node) /);
      const refused = await runner.run(['limits', '--server', server.url, '--precision', 'bfloat16']);
      expect(refused.exitCode).toBe(2);
      expect(refused.err).toMatch(/No engine here multiplies matrices in BFLOAT16 on a CPU\.\n {2}→ .*engines/);
    } finally {
      await runner.dispose();
    }
  });

  test('who asked stands in the audit trail, and what measured itself does not', async () => {
    const { data } = await server.query<{ auditTrail: { edges: { node: Record<string, unknown> }[] } }>(
      '{ auditTrail { edges { node { action subject actor details { name value } } } } }',
    );
    const asked = data.auditTrail.edges.filter(({ node }) => node['action'] === 'MEASURE_LIMITS');
    expect(asked).toEqual([
      {
        node: {
          ...{ action: 'MEASURE_LIMITS', actor: null, subject: expect.stringMatching(/^hw_/) },
          details: [
            { name: 'device', value: 'CPU' },
            { name: 'precision', value: 'FLOAT32' },
            { name: 'threads', value: '2' },
          ],
        },
      },
    ]);
  });

  test('what no engine here computes is refused with advice', async () => {
    const { errors } = await server.query(MEASURE, { input: { device: 'GPU' } });
    expect(errors?.[0]).toMatchObject({
      message: 'No engine here multiplies matrices in FLOAT32 on a GPU.',
      extensions: { code: 'BAD_USER_INPUT', field: 'input', advice: expect.stringContaining('engines') },
    });
  });
});
