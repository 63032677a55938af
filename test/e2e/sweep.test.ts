/** Sweeps from the mutation to the verdict: measured like any other race, also across a restart, also of real engines. */
import { engineAdapters } from '../../src/engines/registry';
import { SMALL, startServer, type TestServer } from './support';

const START = 'mutation ($input: StartSweepInput!) { startSweep(input: $input) { id points { race { id } } } }';
const RESULT = `query ($id: ID!) { sweep(id: $id) { status racesEnded verdict
  curves { label points { value run { status secondsPerIteration { value low high } } } } crossovers { below above } } }`;

interface SweepView {
  readonly status: string;
  readonly racesEnded: number;
  readonly verdict: string | null;
  readonly curves: readonly {
    readonly label: string;
    readonly points: readonly {
      readonly value: number;
      readonly run: { status: string; secondsPerIteration: { value: number; low: number; high: number } | null } | null;
    }[];
  }[];
  readonly crossovers: readonly unknown[];
}

async function start(server: TestServer, input: object) {
  const { data, errors } = await server.query<{ startSweep: { id: string; points: { race: { id: string } }[] } }>(
    START,
    { input },
  );
  expect(errors).toBeUndefined();
  return { id: data.startSweep.id, raceIds: data.startSweep.points.map(({ race }) => race.id) };
}

async function resultOf(server: TestServer, id: string): Promise<SweepView> {
  const { data, errors } = await server.query<{ sweep: SweepView }>(RESULT, { id });
  expect(errors).toBeUndefined();
  return data.sweep;
}

const FAKES = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];

test('a sweep on scripted clocks is measured to its end, and goes on after a restart', async () => {
  const { batchSize: _, ...race } = SMALL;
  let server = await startServer();
  try {
    const input = { race: { ...race, entrants: FAKES }, over: 'BATCH_SIZE', values: [2, 4] };
    const { id, raceIds } = await start(server, input);
    await server.follow(raceIds[0] ?? '');
    server = await server.restart();
    for (const raceId of raceIds) await server.follow(raceId);
    const sweep = await resultOf(server, id);
    expect(sweep).toMatchObject({ status: 'FINISHED', racesEnded: 2, crossovers: [] });
    expect(sweep.verdict).toBe('Fastest by batch size: A at 2 to 4.');
    expect(sweep.curves.map(({ label, points }) => [label, points.map(({ value }) => value)])).toEqual([
      ['A', [2, 4]],
      ['B', [2, 4]],
    ]);
    for (const { points } of sweep.curves) {
      for (const { run } of points) expect(run?.secondsPerIteration?.value).toBeGreaterThan(0);
    }
  } finally {
    await server.stop();
  }
}, 120_000);

test('real engines: larger batches take longer, in a curve with intervals for each', async () => {
  const server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
  try {
    const { data } = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    const installed = data.engines.filter(({ available }) => available).map((engine) => engine.id);
    const entrants = ['onnxruntime-node', 'pytorch'].filter((engine) => installed.includes(engine));
    if (entrants.length < 2) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    const race = { workload: 'mlp', effort: 'QUICK', threads: 1, budgetSeconds: 4 };
    const input = {
      race: { ...race, entrants: entrants.map((engine) => ({ engine, label: engine })) },
      ...{ over: 'BATCH_SIZE', values: [1, 256] },
    };
    const { id, raceIds } = await start(server, input);
    for (const raceId of raceIds) await server.follow(raceId);
    const sweep = await resultOf(server, id);
    expect(sweep).toMatchObject({ status: 'FINISHED', racesEnded: 2 });
    expect(sweep.verdict).toMatch(/^Fastest by batch size: .* at .*256\.$/);
    for (const { label, points } of sweep.curves) {
      expect(entrants).toContain(label);
      const [small, large] = points.map(({ run }) => run?.secondsPerIteration);
      // 256 times the work: nothing that the machine does beside hides that.
      expect(large?.low).toBeGreaterThan(small?.high ?? Infinity);
    }
  } finally {
    await server.stop();
  }
}, 180_000);
