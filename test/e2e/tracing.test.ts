/** A race of the fake engine, traced from the mutation that asked for it to its blocks, by a real collector. */
import { startCollector, type CollectedSpan, type Collector } from '../observing/collector';
import { START } from './race-view';
import { SMALL, startServer } from './support';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const CLIENT_SPAN = 'b7ad6b7169203331';
const SOCKET_SPAN = 'c8ad6b7169203332';
const ENTRANTS = [{ engine: 'fake' }, { engine: 'fake', label: 'other' }];
const TRIALS = `query ($id: ID!) { race(id: $id) { status runs { id
  trials(first: 100) { edges { node { round blockSeconds iterationsPerBlock } } } } } }`;

interface TrialView {
  readonly round: number;
  readonly blockSeconds: number[];
  readonly iterationsPerBlock: number;
}

let collector: Collector;
beforeEach(async () => void (collector = await startCollector()));
afterEach(() => collector.stop());

const traced = () => startServer({ tracesUrl: `${collector.url}/v1/traces` });

/** As a client does that is traced itself. */
async function start(url: string): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', traceparent: `00-${TRACE_ID}-${CLIENT_SPAN}-01` },
    body: JSON.stringify({ query: START, variables: { input: { ...SMALL, entrants: ENTRANTS } } }),
  });
  return ((await response.json()) as { data: { startRace: { id: string } } }).data.startRace.id;
}

/** Ended, and everything delivered. */
async function traceRace() {
  const server = await traced();
  try {
    const id = await start(server.url);
    await server.follow(id);
    const extensions = { traceparent: `00-${TRACE_ID}-${SOCKET_SPAN}-01` };
    await server.socket.iterate({ query: '{ __typename }', extensions }).next();
    const stored = await server.query<{
      race: { status: string; runs: { id: string; trials: { edges: { node: TrialView }[] } }[] };
    }>(TRIALS, { id });
    expect(stored.errors).toBeUndefined();
    return { id, ...stored.data.race };
  } finally {
    await server.stop();
  }
}

const childrenOf = ({ spanId }: CollectedSpan, name: string) =>
  collector.named(name).filter(({ parentSpanId }) => parentSpanId === spanId);

test('one trace leads from the client through the mutation, the race, its rounds and trials to every block', async () => {
  const { id, status, runs } = await traceRace();
  expect(status).toBe('FINISHED');
  expect(new Set(collector.requests)).toEqual(new Set(['/v1/traces application/json']));
  expect(new Set(collector.spans.map(({ service }) => service))).toEqual(new Set(['photofinish']));

  const [mutation] = collector.named('mutation');
  expect(mutation).toMatchObject({ traceId: TRACE_ID, parentSpanId: CLIENT_SPAN });
  expect(mutation?.attributes).toMatchObject({ 'photofinish.transport': 'http', 'photofinish.outcome': 'ok' });
  expect(collector.spans.find(({ parentSpanId }) => parentSpanId === SOCKET_SPAN)).toMatchObject({
    ...{ name: 'query', traceId: TRACE_ID },
    attributes: { 'photofinish.transport': 'websocket', 'photofinish.outcome': 'ok' },
  });
  const races = collector.named('race');
  expect(races).toEqual([
    expect.objectContaining({
      ...{ traceId: TRACE_ID, parentSpanId: mutation?.spanId },
      attributes: expect.objectContaining({ 'photofinish.race.id': id, 'photofinish.race.status': 'FINISHED' }),
    }),
  ]);
  const race = races[0]!;
  const rounds = childrenOf(race, 'round');
  expect(rounds.map(({ attributes }) => attributes['photofinish.round'])).toEqual(
    Array.from({ length: rounds.length }, (_, index) => index + 1),
  );
  expect(rounds.length).toBeGreaterThan(1);
  for (const run of runs) {
    for (const { node } of run.trials.edges) {
      const round = rounds.find(({ attributes }) => attributes['photofinish.round'] === node.round)!;
      const trials = childrenOf(round, 'trial').filter(({ attributes }) => attributes['photofinish.run.id'] === run.id);
      expect(trials).toHaveLength(1);
      expectTrial(trials[0]!, node);
    }
  }
  const stored = runs.flatMap(({ trials }) => trials.edges);
  expect(collector.named('trial')).toHaveLength(stored.length);
});

function expectTrial(trial: CollectedSpan, { blockSeconds, iterationsPerBlock }: TrialView): void {
  expect(trial.attributes).toMatchObject({ 'photofinish.engine': 'fake', 'photofinish.variant': expect.any(String) });
  for (const phase of ['spawn', 'import', 'build', 'warm-up']) expect(childrenOf(trial, phase)).toHaveLength(1);
  const [measure] = childrenOf(trial, 'measure');
  const blocks = childrenOf(measure!, 'block');
  expect(blocks.map(({ attributes }) => attributes['photofinish.block.iterations'])).toEqual(
    blockSeconds.map(() => iterationsPerBlock),
  );
  // What was measured, of the block; on the time line of the span to the microsecond, as far as a double goes.
  for (const [index, { attributes, nanoseconds }] of blocks.entries()) {
    const elapsed = attributes['photofinish.block.elapsed_nanoseconds'] as number;
    expect(elapsed / iterationsPerBlock / 1e9).toBeCloseTo(blockSeconds[index]!, 12);
    expect(Math.abs(nanoseconds - elapsed)).toBeLessThan(2000);
  }
  // Blocks lie in their measurement, and not before their trial.
  expect(blocks.every((block) => BigInt(block.startTimeUnixNano) >= BigInt(measure!.startTimeUnixNano))).toBe(true);
  expect(BigInt(measure!.startTimeUnixNano)).toBeGreaterThan(BigInt(trial.startTimeUnixNano));
  // The scripted clock runs ahead of the real one, by the seconds of its script.
  const ahead = Number(BigInt(measure!.startTimeUnixNano) - BigInt(trial.endTimeUnixNano));
  expect(ahead).toBeLessThan(60e9);
}

test('a race that goes on after a restart goes on in the same trace', async () => {
  let server = await traced();
  try {
    const id = await start(server.url);
    const query = `subscription { raceEvents(raceId: "${id}") { __typename } }`;
    const events = server.socket.iterate({ query });
    // Asked for, and begun.
    for (let seen = 0; seen < 2; seen++) await events.next();
    server = await server.restart();
    await server.follow(id);
  } finally {
    await server.stop();
  }
  const [mutation] = collector.named('mutation');
  const races = collector.named('race');
  expect(races.map(({ attributes }) => attributes['photofinish.race.status'])).toEqual(['RUNNING', 'FINISHED']);
  for (const race of races) expect(race).toMatchObject({ traceId: TRACE_ID, parentSpanId: mutation?.spanId });
  expect(childrenOf(races[1]!, 'round').length).toBeGreaterThan(1);
});
