import type { RaceEvent } from '../../src/entities/race-event.entity';
import { newId } from '../../src/entities/ids';
import { startApi, type Anything, type TestApi } from '../support/api';
import { describeOverDatabases, describeOverSqlite } from '../support/databases';
import { analysisOf, storeRaces } from '../support/stored-races';

const START = `mutation { startRace(input: { workload: "mlp", entrants: [{ engine: "alpha" }, { engine: "alpha", variant: "fast" }] }) { id runs { id } } }`;
const EVENTS = `subscription ($raceId: ID!, $after: SafeInt) { raceEvents(raceId: $raceId, after: $after) {
  __typename sequence at race { id status roundsCompleted }
  ... on RaceStatusChanged { status }
  ... on RunPhaseChanged { phase run { id label } }
  ... on RoundFinished { round progress running { run { id } secondsPerIteration { value } ratioToLeader { value } } } } }`;

/** What arrives, until the stream completes. */
function follow(api: TestApi, raceId: string, after?: number): AsyncIterableIterator<Anything> {
  return api.webSocket().iterate({ query: EVENTS, variables: { raceId, ...(after !== undefined && { after }) } });
}

async function all(stream: AsyncIterableIterator<Anything>): Promise<Anything[]> {
  const events: Anything[] = [];
  for await (const { data, errors } of stream) {
    if (errors) throw new Error(JSON.stringify(errors));
    events.push(data.raceEvents);
  }
  return events;
}

async function startRace(api: TestApi): Promise<{ id: string; runs: { id: string }[] }> {
  return (await api.post(START)).answer.data.startRace;
}

const CANCELLED = { status: 'CANCELLED', verdict: null, warnings: [], failure: null } as const;

describeOverDatabases('raceEvents', (database) => {
  let api: TestApi;
  afterEach(() => api.stop());

  test('begins with what was stored, goes on live without gap or duplicate, and completes after the last event', async () => {
    api = await startApi(await database().open());
    const { id, runs } = await startRace(api);
    const [first, second] = runs.map((run) => run.id) as [string, string];
    const { store } = api.services;
    await store.record(id, { kind: 'phase', runIds: [first, second], phase: 'import' });
    const stream = follow(api, id);
    const replayed = [await stream.next(), await stream.next(), await stream.next()].map(
      ({ value }) => value.data.raceEvents,
    );
    const analysis = analysisOf(first, second);
    const measured = { value: 0.5, low: 0.4, high: 0.6, confidence: 0.95 };
    const unbounded = { value: 1, low: 0, high: Infinity, confidence: 0.95 };
    const estimates = { runningSecondsPerIteration: measured, runningRatioToLeader: unbounded };
    await store.record(id, {
      kind: 'round',
      round: 1,
      progress: 0.25,
      spentSeconds: 3,
      analysis: { ...analysis, runs: analysis.runs.map((run) => ({ ...run, ...estimates })) },
    });
    await store.end(id, CANCELLED);
    const live = await all(stream);
    expect(replayed).toMatchObject([
      { __typename: 'RaceStatusChanged', sequence: 1, status: 'QUEUED', race: { id, roundsCompleted: 0 } },
      { __typename: 'RunPhaseChanged', sequence: 2, phase: 'import', run: { id: first, label: 'Alpha (plain)' } },
      { __typename: 'RunPhaseChanged', sequence: 3, phase: 'import', run: { id: second } },
    ]);
    expect(live).toMatchObject([
      {
        __typename: 'RoundFinished',
        sequence: 4,
        round: 1,
        progress: 0.25,
        // The race as it stands now, not as it was when the subscription began.
        race: { id, roundsCompleted: 8 },
        running: [
          { run: { id: first }, secondsPerIteration: { value: 0.5 }, ratioToLeader: null },
          { run: { id: second } },
        ],
      },
      { __typename: 'RaceStatusChanged', sequence: 5, status: 'CANCELLED', race: { status: 'CANCELLED' } },
    ]);
    expect(Date.parse(live[0].at)).toBeGreaterThan(Date.now() - 60_000);
  });

  test('`after` leaves out what was seen; a race that has ended is replayed and completes', async () => {
    api = await startApi(await database().open());
    const { id, runs } = await startRace(api);
    await api.services.store.record(id, { kind: 'phase', runIds: runs.map((run) => run.id), phase: 'import' });
    await api.services.store.end(id, CANCELLED);
    const sequences = async (after?: number) => (await all(follow(api, id, after))).map(({ sequence }) => sequence);
    expect(await sequences()).toEqual([1, 2, 3, 4]);
    expect(await sequences(0)).toEqual([1, 2, 3, 4]);
    expect(await sequences(2)).toEqual([3, 4]);
    expect(await sequences(4)).toEqual([]);
    expect(await sequences(1000)).toEqual([]);
  });
});

describeOverSqlite('raceEvents', (database) => {
  let api: TestApi;
  afterEach(() => api.stop());

  test('refuses wrong ids and sequence numbers before the first event', async () => {
    api = await startApi(await database().open());
    const [stored] = await storeRaces(await database().open(), 1, 0);
    const refusal = async (variables: object) => (await api.send(EVENTS, variables)).errors?.[0]?.extensions;
    expect(await refusal({ raceId: 'nonsense' })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'raceId' });
    expect(await refusal({ raceId: stored!.runIds[0] })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'raceId' });
    expect(await refusal({ raceId: newId('race') })).toMatchObject({ code: 'NOT_FOUND', field: 'raceId' });
    expect(await refusal({ raceId: stored!.id, after: -1 })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
    expect(await refusal({ raceId: stored!.id, after: 'x' })).toMatchObject({ code: 'BAD_USER_INPUT', field: 'after' });
  });

  test('a reader that leaves, or whose connection breaks, ends the stream behind it at once', async () => {
    const dataSource = await database().open();
    const [stored] = await storeRaces(dataSource, 1, 0);
    const ended: string[] = [];
    const events = {
      // eslint-disable-next-line require-yield -- a race in which nothing happens
      async *follow(raceId: string, _after: number, signal: AbortSignal): AsyncGenerator<RaceEvent, void, void> {
        await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        ended.push(raceId);
      },
    };
    api = await startApi(dataSource, { services: { events } });
    const leaving = follow(api, stored!.id);
    const leavingEnd = leaving.next();
    const breaking = api.webSocket();
    const broken = breaking.iterate({ query: EVENTS, variables: { raceId: stored!.id } }).next();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(ended).toHaveLength(0);
    await leaving.return?.();
    breaking.terminate();
    await Promise.allSettled([leavingEnd, broken]);
    for (let wait = 0; wait < 100 && ended.length < 2; wait++) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(ended).toEqual([stored!.id, stored!.id]);
  });
});
