/** Charts of what was really measured: on both databases, and of real engines. */
import { engineAdapters } from '../../src/engines/registry';
import { colour } from '../../src/charts/palette';
import { linesIn, readSvg, textsOf } from '../charts/svg-tree';
import { describeOverDatabases } from '../support/databases';
import { race, SMALL, startServer, type TestServer } from './support';

interface ChartView {
  readonly svg: string;
  readonly alt: string;
}

const RACE_CHARTS = `query ($id: ID!) { race(id: $id) { verdict comparisons { ratio { value low high } }
  speedups: chart { svg alt } blocks: chart(kind: BLOCKS) { svg alt } starts: chart(kind: COLD_START) { svg alt } } }`;

interface RaceCharts {
  readonly verdict: string;
  readonly comparisons: readonly { readonly ratio: { value: number; low: number; high: number } }[];
  readonly speedups: ChartView | null;
  readonly blocks: ChartView | null;
  readonly starts: ChartView | null;
}

async function chartsOf(server: TestServer, id: string): Promise<RaceCharts> {
  const { data, errors } = await server.query<{ race: RaceCharts }>(RACE_CHARTS, { id });
  expect(errors).toBeUndefined();
  return data.race;
}

const PAIR = [
  { engine: 'fake', label: 'A <b>' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];

describeOverDatabases('charts of a race', (testDatabase) => {
  test('say what the race says, and show it where its interval lies', async () => {
    const server = await startServer({ databaseUrl: testDatabase().settings.databaseUrl });
    try {
      const { id } = await race(server, { entrants: PAIR });
      const { verdict, comparisons, speedups, blocks } = await chartsOf(server, id);
      const { low, high } = comparisons[0]?.ratio ?? { low: 0, high: 0 };
      expect(speedups?.alt).toContain(verdict);
      expect(speedups?.alt).toMatch(/B 0\.\d+ times as fast as A <b>, 9\d(\.\d)? % CI 0\.\d+ to 0\.\d+ \(slower\)/);
      const root = readSvg(speedups?.svg ?? '');
      expect(textsOf(root)).toEqual(expect.arrayContaining(['B', 'slower', 'times as fast as A <b>']));
      const whisker = linesIn(root, colour.second).find(({ y1, y2 }) => y1 === y2);
      // B takes between `low` and `high` times as long: left of one, as wide as that.
      expect(low).toBeGreaterThan(1);
      const one = linesIn(root, colour.faint).find(({ x1, x2 }) => x1 === x2);
      const perFactor = ((one?.x1 ?? 0) - (whisker?.x1 ?? 0)) / Math.log(high);
      expect((one?.x1 ?? 0) - (whisker?.x2 ?? 0)).toBeCloseTo(perFactor * Math.log(low), -0.5);
      expect(blocks?.alt).toMatch(/A <b> median .* per iteration, half of its \d+ blocks .*; B median /);
      readSvg(blocks?.svg ?? '');
    } finally {
      await server.stop();
    }
  }, 60_000);

  test('show starts phase by phase, as far as each took time', async () => {
    const server = await startServer({ databaseUrl: testDatabase().settings.databaseUrl });
    try {
      const { id } = await race(server, { entrants: PAIR, metric: 'TIME_TO_FIRST_RESULT', budgetSeconds: 5 });
      const { starts, speedups } = await chartsOf(server, id);
      expect(starts?.alt).toMatch(/A <b> [\d.]+ s \(start of the process [\d.]+, import [\d.e-]+, .*; B [\d.]+ s \(/);
      expect(textsOf(readSvg(starts?.svg ?? ''))).toEqual(
        expect.arrayContaining(['1 start of the process', '6 first result', 'A <b>', 'B']),
      );
      expect(speedups?.alt).toContain('times as fast to the first result as');
    } finally {
      await server.stop();
    }
  }, 60_000);
});

test('real engines: the curves of a sweep and the chart of its race', async () => {
  const server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
  try {
    const { data } = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    const installed = data.engines.filter(({ available }) => available).map((engine) => engine.id);
    const entrants = ['onnxruntime-node', 'pytorch'].filter((engine) => installed.includes(engine));
    if (entrants.length < 2) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    const { batchSize: _, ...small } = SMALL;
    const input = {
      race: { ...small, threads: 1, budgetSeconds: 4, entrants: entrants.map((engine) => ({ engine, label: engine })) },
      ...{ over: 'BATCH_SIZE', values: [1, 64] },
    };
    const start = 'mutation ($input: StartSweepInput!) { startSweep(input: $input) { id points { race { id } } } }';
    const started = await server.query<{ startSweep: { id: string; points: { race: { id: string } }[] } }>(start, {
      input,
    });
    expect(started.errors).toBeUndefined();
    const { id, points } = started.data.startSweep;
    for (const point of points) await server.follow(point.race.id);
    const read = 'query ($id: ID!) { sweep(id: $id) { verdict chart { svg alt } } }';
    const { sweep } = (await server.query<{ sweep: { verdict: string; chart: ChartView } }>(read, { id })).data;
    expect(sweep.chart.alt).toContain(sweep.verdict);
    expect(sweep.chart.alt).toMatch(
      /onnxruntime-node: [\d.]+ \([\d.]+ to [\d.]+\) at 1, [\d.]+ \([\d.]+ to [\d.]+\) at 64\./,
    );
    expect(textsOf(readSvg(sweep.chart.svg))).toEqual(expect.arrayContaining([...entrants, 'batch size', '1', '64']));
    const { speedups, blocks } = await chartsOf(server, points[0]?.race.id ?? '');
    for (const chart of [speedups, blocks]) {
      readSvg(chart?.svg ?? '');
      for (const entrant of entrants) expect(chart?.alt).toContain(entrant);
    }
  } finally {
    await server.stop();
  }
}, 180_000);
