import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { Counter, Registry } from 'prom-client';
import type { DataSource } from 'typeorm';
import { Race } from '../../src/entities/race.entity';
import { BusyTime } from '../../src/observing/busy-time';
import { Metrics } from '../../src/observing/metrics';
import { startApi, type TestApi } from '../support/api';
import { describeOverDatabases, describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';

const START = `mutation { startRace(input: {
  workload: "mlp", task: INFERENCE, entrants: [{ engine: "alpha" }, { engine: "alpha", variant: "fast" }]
}) { id } }`;
const EVENTS = 'subscription Chosen($id: ID!) { raceEvents(raceId: $id) { sequence } }';

/** Series, such as `photofinish_races{status="QUEUED"}`, with their values. */
async function scrape(api: TestApi): Promise<Map<string, number>> {
  const response = await fetch(new URL('/metrics', api.url));
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
  const lines = (await response.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
}

const operations = (transport: string, operation: string, outcome: string) =>
  `photofinish_graphql_operation_duration_seconds_count{transport="${transport}",operation="${operation}",outcome="${outcome}"}`;

async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 20));
}

describeOverDatabases('metrics', (database) => {
  let api: TestApi;
  let opened: DataSource;
  beforeEach(async () => {
    opened = await database().open();
    api = await startApi(opened);
  });
  afterEach(() => api.stop());

  test('races are counted by their rows, whoever wrote them', async () => {
    expect((await scrape(api)).get('photofinish_queue_depth')).toBe(0);
    await api.post(START);
    await api.post(START);
    const [stored] = await storeRaces(opened, 1, 0);
    await opened.getRepository(Race).update(stored!.id, { status: 'FAILED' });
    const series = await scrape(api);
    expect(series.get('photofinish_queue_depth')).toBe(2);
    expect(series.get('photofinish_races{status="QUEUED"}')).toBe(2);
    expect(series.get('photofinish_races{status="FAILED"}')).toBe(1);
    expect(series.get('photofinish_races{status="RUNNING"}')).toBe(0);
    expect(series.get('photofinish_database_up')).toBe(1);
  });

  test('without a database the rest is told, and nothing of the races', async () => {
    await scrape(api);
    await opened.destroy();
    const series = await scrape(api);
    expect(series.get('photofinish_database_up')).toBe(0);
    expect([...series.keys()].filter((name) => /^photofinish_(races|queue_depth)/.test(name))).toEqual([]);
    expect(series.get('photofinish_event_subscribers')).toBe(0);
    expect(series.get('process_resident_memory_bytes')).toBeGreaterThan(0);
  });

  test('operations are counted by transport, kind and outcome, and never under a name that a client chose', async () => {
    const broken = await startApi(opened, {
      services: {
        catalog: { list: () => Promise.reject(new Error('no')), find: () => Promise.reject(new Error('no')) },
      },
    });
    for (const ask of [(query: string) => api.post(query), (query: string) => api.send(query)]) {
      await ask('query Chosen { __typename }');
      await ask('query Chosen { nothing }');
      await ask('mutation Chosen { deleteRace(id: "wrong") }');
    }
    await broken.post('query Chosen { engines { id } }');
    await broken.send('query Chosen { engines { id } }');
    const [series, failing] = [await scrape(api), await scrape(broken)];
    await broken.stop();
    for (const transport of ['http', 'websocket']) {
      expect(series.get(operations(transport, 'query', 'ok'))).toBe(1);
      expect(series.get(operations(transport, 'unknown', 'refused'))).toBe(1);
      expect(series.get(operations(transport, 'mutation', 'refused'))).toBe(1);
      expect(failing.get(operations(transport, 'query', 'failed'))).toBe(1);
      expect(failing.get(operations(transport, 'query', 'ok'))).toBeUndefined();
    }
    expect([...series.keys(), ...failing.keys()].filter((name) => name.includes('Chosen'))).toEqual([]);
  });

  test('a subscriber is counted while it is there, and events are late only if they happened meanwhile', async () => {
    const [stored] = await storeRaces(opened, 1, 0);
    const { id } = stored!;
    await opened.getRepository(Race).update(id, { status: 'QUEUED', lastSequence: 0 });
    await api.services.store.record(id, { kind: 'phase', runIds: [stored!.runIds[0]], phase: 'build' });
    const stream = api.webSocket().iterate({ query: EVENTS, variables: { id } });
    const seen = async () => (await stream.next()).value?.data;
    expect(await seen()).toEqual({ raceEvents: { sequence: 1 } });
    expect((await scrape(api)).get('photofinish_event_subscribers')).toBe(1);
    expect((await scrape(api)).get('photofinish_event_lag_seconds_count')).toBe(0);
    expect((await scrape(api)).get(operations('websocket', 'subscription', 'ok'))).toBe(1);
    await api.services.store.record(id, { kind: 'phase', runIds: [stored!.runIds[0]], phase: 'parity' });
    expect(await seen()).toEqual({ raceEvents: { sequence: 2 } });
    const series = await scrape(api);
    expect(series.get('photofinish_event_lag_seconds_count')).toBe(1);
    expect(series.get('photofinish_event_lag_seconds_sum')).toBeGreaterThanOrEqual(0);
    await stream.return?.();
    await until(async () => (await scrape(api)).get('photofinish_event_subscribers') === 0);
  });
});

describeOverSqlite('a server', (database) => {
  test('has metrics of its own beside another in the same process', async () => {
    const opened = await database().open();
    const [one, other] = [await startApi(opened), await startApi(opened)];
    await one.post('{ __typename }');
    expect((await scrape(one)).get(operations('http', 'query', 'ok'))).toBe(1);
    expect((await scrape(other)).get(operations('http', 'query', 'ok'))).toBeUndefined();
    await one.stop();
    await other.stop();
  });

  test('without metrics has nothing there', async () => {
    const api = await startApi(await database().open(), { configuration: { metrics: false } });
    expect((await fetch(new URL('/metrics', api.url))).status).toBe(404);
    await api.stop();
  });

  test('has the metrics that docs/operating.md lists, of these types and with these words', async () => {
    const { registry } = new Metrics(await database().open());
    const registered = (await registry.getMetricsAsJSON())
      .filter(({ name }) => name.startsWith('photofinish_'))
      .map(({ name, type, help }) => ({ name, type: String(type), help }));
    expect(registered.length).toBeGreaterThan(5);
    const text = readFileSync(path.join(__dirname, '../../docs/operating.md'), 'utf8');
    const [, table = ''] = /<!-- metrics:begin -->([^]*)<!-- metrics:end -->/.exec(text) ?? [];
    const rows = [...table.matchAll(/^\| `(\w+)` \| (\w+) \| [^|]+ \| ([^|]+) \|$/gm)];
    const listed = rows.map(([, name, type, help]) => ({ name, type, help }));
    const byName = (one: { name?: string | undefined }, two: { name?: string | undefined }) =>
      String(one.name).localeCompare(String(two.name));
    expect(listed.sort(byName)).toEqual(registered.sort(byName));
  });

  test('samples nothing in the background: that would be in the time of blocks', async () => {
    const { registry } = new Metrics(await database().open());
    const names = registry.getMetricsAsArray().map(({ name }) => name);
    expect(names).toContain('nodejs_eventloop_lag_seconds');
    expect(names.filter((name) => /eventloop_lag_(?!seconds)/.test(name))).toEqual([]);
  });
});

test('a device is busy from the beginning of a race to its end, and also in the middle of it', async () => {
  let now = 0;
  const registers = [new Registry()];
  const counter = new Counter({ name: 'busy_seconds_total', help: '.', labelNames: ['device'] as const, registers });
  const busy = new BusyTime(counter, () => now);
  const seconds = async () => {
    busy.count();
    return Object.fromEntries((await counter.get()).values.map(({ labels, value }) => [labels.device, value]));
  };
  busy.begun({ id: 'race_1', device: 'CPU' });
  now = 1500;
  expect(await seconds()).toEqual({ CPU: 1.5 });
  busy.begun({ id: 'race_2', device: 'GPU' });
  now = 2000;
  busy.ended('race_1');
  now = 4000;
  expect(await seconds()).toEqual({ CPU: 2, GPU: 2.5 });
  busy.ended('race_2');
  busy.ended('race_never_begun');
  now = 9000;
  expect(await seconds()).toEqual({ CPU: 2, GPU: 2.5 });
});
