/** Reports from the mutation to the page: measured like any other races, across a restart, by subscription, and of real engines. */
import { engineAdapters } from '../../src/engines/registry';
import { startServer, type TestServer } from './support';

const START = 'mutation ($input: StartReportInput!) { startReport(input: $input) { id url racesTotal races { id } } }';
const RESULT = `query ($id: ID!) { report(id: $id) { status racesEnded progress estimatedSecondsLeft hardware { id }
  chart { alt } claims { id verdict sentence charts { svg alt } effects { name timesAsFast { value low high } stance missing } } } }`;
const FOLLOW = `subscription ($id: ID!, $after: SafeInt) { reportEvents(reportId: $id, after: $after) {
  sequence name isLast race { status } report { racesEnded estimatedSecondsLeft } } }`;

interface Started {
  readonly id: string;
  readonly url: string;
  readonly racesTotal: number;
  readonly races: readonly { readonly id: string }[];
}

interface Result {
  readonly status: string;
  readonly racesEnded: number;
  readonly claims: readonly {
    readonly verdict: string;
    readonly sentence: string;
    readonly charts: readonly { readonly svg: string; readonly alt: string }[];
    readonly effects: readonly {
      readonly name: string;
      readonly timesAsFast: { value: number; low: number; high: number } | null;
      readonly missing: string | null;
    }[];
  }[];
}

interface ReportEvent {
  readonly sequence: number;
  readonly isLast: boolean;
  readonly race: { readonly status: string };
  readonly report: { readonly racesEnded: number; readonly estimatedSecondsLeft: number | null };
}

async function start(server: TestServer, input: object): Promise<Started> {
  const { data, errors } = await server.query<{ startReport: Started }>(START, { input });
  expect(errors).toBeUndefined();
  return data.startReport;
}

async function resultOf(server: TestServer, id: string): Promise<Result> {
  const { data, errors } = await server.query<{ report: Result }>(RESULT, { id });
  expect(errors).toBeUndefined();
  return data.report;
}

/** All that come; `most`: until so many have. */
async function follow(server: TestServer, id: string, after = 0, most = Infinity): Promise<ReportEvent[]> {
  const seen: ReportEvent[] = [];
  for await (const { data, errors } of server.socket.iterate({ query: FOLLOW, variables: { id, after } })) {
    expect(errors).toBeUndefined();
    seen.push((data as { reportEvents: ReportEvent } | null)!.reportEvents);
    if (seen.length === most) break;
  }
  return seen;
}

test('a report on scripted clocks is told of race by race, and goes on after a restart where it was', async () => {
  let server = await startServer();
  try {
    const input = { engines: ['fake'], claims: ['bottlenecks-elsewhere'], effort: 'QUICK', raceBudgetSeconds: 2 };
    const { id, racesTotal } = await start(server, input);
    expect(racesTotal).toBe(5);
    const before = await follow(server, id, 0, 1);
    expect(before).toMatchObject([{ sequence: 1, isLast: false, race: { status: 'FINISHED' } }]);
    server = await server.restart();
    const after = await follow(server, id, 1);
    expect(after.map(({ sequence, isLast }) => [sequence, isLast])).toEqual([
      [2, false],
      [3, false],
      [4, false],
      [5, true],
    ]);
    expect(after.at(-1)?.report).toEqual({ racesEnded: 5, estimatedSecondsLeft: null });
    expect(await follow(server, id, 5)).toEqual([]);
    const report = await resultOf(server, id);
    expect(report).toMatchObject({ status: 'FINISHED', racesEnded: 5, progress: 1, estimatedSecondsLeft: null });
    // With one engine there is no choice that a change could be measured against.
    expect(report.claims[0]?.verdict).toBe('NOT_ENOUGH_DATA');
  } finally {
    await server.stop();
  }
}, 120_000);

/** Items per second of the entrants, in their order, by batch size. */
async function ratesOf(server: TestServer, races: Started['races']): Promise<Map<number, number[]>> {
  interface RaceView {
    readonly race: { batchSize: number; runs: { itemsPerSecond: { value: number } | null }[] };
  }
  const rates = new Map<number, number[]>();
  for (const { id } of races) {
    const query = 'query ($id: ID!) { race(id: $id) { batchSize runs { itemsPerSecond { value } } } }';
    const { batchSize, runs } = (await server.query<RaceView>(query, { id })).data.race;
    // Requests are counted otherwise.
    if (runs.every(({ itemsPerSecond }) => itemsPerSecond === null)) continue;
    rates.set(
      batchSize,
      runs.map(({ itemsPerSecond }) => itemsPerSecond?.value ?? 0),
    );
  }
  return rates;
}

test('real engines: what a larger batch buys, with its interval, chart and page; and who was not there', async () => {
  const server = await startServer({ showFakeEngine: false }, { adapters: engineAdapters });
  try {
    const { data } = await server.query<{ engines: { id: string; available: boolean }[] }>(
      '{ engines { id available } }',
    );
    const installed = data.engines.filter(({ available }) => available).map((engine) => engine.id);
    const engines = ['pytorch', 'onnxruntime-node'].filter((engine) => installed.includes(engine));
    if (engines.length < 2) return console.warn('SKIPPED: ONNX Runtime or PyTorch is not installed here.');
    const claims = ['bottlenecks-elsewhere'];
    const { id, url, races } = await start(server, { engines, claims, effort: 'QUICK', raceBudgetSeconds: 6 });
    for (const race of races) await server.follow(race.id);
    const { status, claims: judged } = await resultOf(server, id);
    expect(status).toBe('FINISHED');
    const batches = judged[0]?.effects.filter(({ name }) => name.includes('batch size')) ?? [];
    expect(batches).toHaveLength(2);
    const rates = await ratesOf(server, races);
    batches.forEach(({ name, timesAsFast, missing }, index) => {
      expect({ name, missing }).toEqual({ name, missing: null });
      const [one = 0, many = 0] = [1, 512].map((batchSize) => rates.get(batchSize)?.[index]);
      expect(timesAsFast?.value).toBeCloseTo(many / one, 9);
      // Of a single round it has no width.
      expect(timesAsFast?.low).toBeLessThanOrEqual((many / one) * (1 + 1e-9));
      expect(timesAsFast?.high).toBeGreaterThanOrEqual((many / one) * (1 - 1e-9));
    });
    // Of ONNX Runtime there is none: it has no loader of its own.
    const images = judged[0]?.effects.filter(({ name }) => name.includes('images at hand')) ?? [];
    expect(images.map(({ name }) => name)).toEqual(['PyTorch: images at hand instead of loaded and decoded']);
    // By how much is not asserted: these are two races of a few seconds each, beside other tests.
    const { value = 0, low = 1, high = 0 } = images[0]?.timesAsFast ?? {};
    expect(value).toBeGreaterThan(0);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
    // A generator that others take the processor from is too late, and its race says so.
    const served = judged[0]?.effects.filter(({ name }) => name.includes('answered in time')) ?? [];
    expect(served).toHaveLength(4);
    for (const { timesAsFast: buys, missing: why } of served) expect(buys === null).toBe(why !== null);
    // One for each part that was measured.
    const charts = 2 + (served.some(({ missing: why }) => why === null) ? 1 : 0);
    expect(judged[0]?.charts).toHaveLength(charts);
    expect(judged[0]?.charts.at(-1)?.alt).toContain('PyTorch: batch size 512 instead of 1');
    const page = await fetch(new URL(url, server.url), { headers: { accept: 'text/html' } });
    const html = await page.text();
    expect(html.match(/<svg /g)).toHaveLength(charts);
    expect(html).toMatch(/<h2>The machine<\/h2>[^]*Processor/);
    // With the version, and how near each came to the reference.
    expect(html).toMatch(/PyTorch \(2\.13\.0[^,)]*, error \de-7\)/);
  } finally {
    await server.stop();
  }
}, 240_000);
