import { type DataSource } from 'typeorm';
import { createDataSource } from '../../src/data-source';
import { Race } from '../../src/entities/race.entity';
import { SAMPLED_FIELDS, sampleOf } from '../../src/racing/metric';
import { trialsOf } from '../../src/racing/stored-trials';
import type { StoredTrial } from '../../src/entities/stored-trial';
import { analyseRace } from '../../src/statistics/race-analysis';
import { race, resultOf, SMALL, startRace, startServer, tryStart, type TestServer } from './support';

/** "round pass position" → place of the entrant that was measured there. */
function scheduleOf({
  runs,
  trials,
}: {
  runs: readonly { id: string }[];
  trials: readonly StoredTrial[];
}): Map<string, number> {
  const places = trials.flatMap(({ round, runId, blocks }) => {
    const entrant = runs.findIndex(({ id }) => id === runId);
    return blocks.map(({ pass, position }): [string, number] => [`${round} ${pass} ${position}`, entrant]);
  });
  return new Map(places);
}

const PAIR = [
  { engine: 'fake', label: 'A' },
  { engine: 'fake', variant: 'twice', label: 'B' },
];

describe('a race from the mutation to the verdict, on scripted clocks', () => {
  let server: TestServer;
  beforeAll(async () => (server = await startServer()));
  afterAll(() => server.stop());

  async function withDatabase<T>(use: (database: DataSource) => Promise<T>): Promise<T> {
    const database = await createDataSource(server.configuration).initialize();
    try {
      return await use(database);
    } finally {
      await database.destroy();
    }
  }

  test('a race that checks itself by a clone finds the clone alike, and ends by the half-width that was asked for', async () => {
    const result = await race(server, { entrants: PAIR, selfCheck: true, targetHalfWidth: 0.05 });
    expect(result).toMatchObject({ status: 'FINISHED', failure: null });
    expect(result.runs.map(({ label }) => label)).toEqual(['A', 'B', 'A (clone)']);
    expect(result.standings.map(({ run }) => run.label)).toEqual(['A', 'B']);
    expect(result.comparisons).toHaveLength(1);
    const { data } = await server.query<{ race: { selfCheck: unknown } }>(
      'query ($id: ID!) { race(id: $id) { selfCheck { verdict candidate { label } } } }',
      { id: result.id },
    );
    expect(data.race.selfCheck).toEqual({ verdict: 'NO_PRACTICAL_DIFFERENCE', candidate: { label: 'A (clone)' } });
    expect(result.warnings.map(({ code }) => code)).not.toContain('SELF_CHECK_FAILED');
    expect(result.runs.every(({ trials }) => trials.totalCount === result.roundsCompleted)).toBe(true);
    const { low, high } = result.comparisons[0]!.ratio;
    expect(Math.log(high / low) / 2).toBeLessThanOrEqual(Math.log1p(0.05));
  });

  test('who races alone starts alone, so its cold start is known; its iterations are timed as ever', async () => {
    const result = await race(server, { entrants: PAIR.slice(0, 1) });
    const [run] = result.runs;
    expect(run?.secondsPerIteration?.value).toBeGreaterThan(0);
    expect(run?.coldStart?.timeToFirstResultSeconds).toBeGreaterThan(run?.coldStart?.importSeconds ?? Infinity);
    expect(run?.timeToFirstResultSeconds).toBeNull();
    expect(result.warnings).toEqual([]);
  });

  test('twice the work is called about twice as slow, with interval, parity and every block', async () => {
    const result = await race(server, { entrants: PAIR });
    expect(result).toMatchObject({ status: 'FINISHED', seed: SMALL.seed, failure: null });
    const [comparison] = result.comparisons;
    expect(comparison?.clear).toBe(true);
    const ratio = comparison?.ratio ?? { value: 0, low: 0, high: 0, confidence: 0 };
    expect(ratio.low).toBeLessThan(ratio.value);
    expect(ratio.value).toBeLessThan(ratio.high);
    expect(ratio.confidence).toBe(0.95);
    expect(comparison?.candidate.label === 'B' ? ratio.value : 1 / ratio.value).toBeCloseTo(2, 1);
    expect(result.verdict).toMatch(/^A is (1\.9|2\.0)\d* times as fast as B, 95 % CI/);
    expect(result.standings).toEqual([
      { tier: 1, run: { label: 'A' } },
      { tier: 2, run: { label: 'B' } },
    ]);
    for (const run of result.runs) {
      expect(run.parity).toMatchObject({
        passed: true,
        tolerance: 1e-5,
        reference: expect.stringMatching(/NumPy .* float64/),
      });
      expect(run.trials.totalCount).toBe(result.roundsCompleted);
      expect(run.peakMemoryBytes).toBeGreaterThan(1e7);
      expect(run).toMatchObject({ peakDeviceMemoryBytes: null, hostBoundShare: null });
      expect(run.trials.edges.every(({ node }) => node.blockSeconds.length >= 5)).toBe(true);
      expect(run.secondsPerIteration?.low).toBeLessThan(run.secondsPerIteration?.high ?? 0);
      expect(run.itemsPerSecond?.value).toBeCloseTo(SMALL.batchSize / (run.secondsPerIteration?.value ?? 1), 6);
    }
    // Of the machine that this runs on, whatever it is.
    expect(result.environmentGrade).toMatch(/^[ABC]$/);
    // What no measurement has brought yet is unknown, never 0.
    for (const name of ['coldStart', 'percentOfLimit', 'latency', 'energyJoulesPerItem'] as const) {
      expect(result.runs.map((run) => run[name])).toEqual([null, null]);
    }
  });

  test('an engine raced against itself is not called different', async () => {
    const result = await race(server, {
      entrants: [
        { engine: 'fake', label: 'A' },
        { engine: 'fake', label: 'B' },
      ],
    });
    expect(result.comparisons.map(({ verdict }) => verdict)).toEqual(['NO_PRACTICAL_DIFFERENCE']);
    expect(result.verdict).toMatch(/^No practical difference between A and B/);
  });

  test('one entrant is a plain benchmark: its time with an interval', async () => {
    const result = await race(server, { entrants: [{ engine: 'fake' }] });
    expect(result).toMatchObject({ status: 'FINISHED', comparisons: [] });
    expect(result.verdict).toMatch(/per iteration.*95 % CI/);
  });

  test('events are numbered without a gap, replay from anywhere, and end with the race', async () => {
    const id = await startRace(server, { entrants: PAIR });
    const live = await server.follow(id);
    expect(live.map(({ sequence }) => sequence)).toEqual(live.map((_, index) => index + 1));
    expect(live[0]).toMatchObject({ __typename: 'RaceStatusChanged', status: 'QUEUED' });
    expect(live.at(-1)).toMatchObject({ __typename: 'RaceStatusChanged', status: 'FINISHED' });
    expect(new Set(live.flatMap(({ phase }) => phase ?? []))).toEqual(
      new Set(['reference', 'import', 'build', 'parity', 'warm-up', 'measure']),
    );
    const rounds = live.filter(({ __typename }) => __typename === 'RoundFinished');
    const progress = rounds.map((event) => event.progress ?? -1);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
    expect(progress.at(-1)).toBe(1);
    expect(rounds.at(-1)?.running?.some(({ ratioToLeader }) => ratioToLeader !== null)).toBe(true);
    const middle = Math.floor(live.length / 2);
    expect(await server.follow(id, middle)).toEqual(live.slice(middle));
    expect(await server.follow(id, live.length)).toEqual([]);
  });

  test('the same seed measures the same schedule, and the stored blocks give the stored analysis bit for bit', async () => {
    const [first, second] = [await startRace(server, { entrants: PAIR }), await startRace(server, { entrants: PAIR })];
    await Promise.all([server.follow(first), server.follow(second)]);
    await withDatabase(async (database) => {
      const stored = async (raceId: string) => {
        const { runs, ...row } = await database
          .getRepository(Race)
          .findOneOrFail({ where: { id: raceId }, relations: { runs: true } });
        const trials = await trialsOf(database, 'raceId', [raceId], SAMPLED_FIELDS);
        return { row, runs: runs.sort((a, b) => a.position - b.position), trials };
      };
      const [a, b] = [await stored(first), await stored(second)];
      expect(a.row.tensorsSha256).toBe(b.row.tensorsSha256);
      // How many passes fit into a trial depends on how fast the machine is; their order does not.
      const [scheduleA, scheduleB] = [scheduleOf(a), scheduleOf(b)];
      const shared = [...scheduleA.keys()].filter((place) => scheduleB.has(place));
      expect(shared.length).toBeGreaterThanOrEqual(8 * 5 * 2);
      for (const place of shared) expect(scheduleB.get(place)).toBe(scheduleA.get(place));
      for (const { row, runs, trials } of [a, b]) {
        const again = analyseRace({
          runs: runs.map(({ id }) => ({
            runId: id,
            trials: trials.filter(({ runId }) => runId === id).map((trial) => sampleOf(trial, 'THROUGHPUT')),
          })),
          question: row.question,
          practicalDifference: row.practicalDifference,
          confidence: 0.95,
        });
        expect(JSON.stringify(again)).toBe(JSON.stringify(row.analysis));
      }
    });
  });

  test('the same idempotency key starts one race', async () => {
    const input = { ...SMALL, entrants: PAIR, idempotencyKey: 'once' };
    const answers = await Promise.all([1, 2, 3].map(() => tryStart(server, input)));
    const ids = new Set(answers.map(({ data }) => data?.startRace.id));
    expect(ids.size).toBe(1);
    await server.query('mutation ($id: ID!) { cancelRace(id: $id) { id } }', { id: [...ids][0] });
  });

  test('a cancelled race keeps what it measured, and cancelling again changes nothing', async () => {
    const id = await startRace(server, { entrants: [{ engine: 'fake', variant: 'never-steady' }] });
    const events = server.follow(id);
    for (let trials = 0; trials === 0;) {
      trials = (await resultOf(server, id)).runs[0]?.trials.totalCount ?? 0;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const begun = performance.now();
    const cancel = 'mutation ($id: ID!) { cancelRace(id: $id) { status } }';
    const { data } = await server.query<{ cancelRace: { status: string } }>(cancel, { id });
    expect(data.cancelRace.status).toBe('CANCELLED');
    expect(performance.now() - begun).toBeLessThan(2000);
    expect((await events).at(-1)).toMatchObject({ status: 'CANCELLED' });
    const kept = await resultOf(server, id);
    expect(kept.runs[0]?.status).toBe('CANCELLED');
    expect(kept.runs[0]?.trials.totalCount).toBeGreaterThan(0);
    expect((await server.query<{ cancelRace: { status: string } }>(cancel, { id })).data.cancelRace.status).toBe(
      'CANCELLED',
    );
  });

  test('a deleted race is gone, also while it is measured', async () => {
    const id = await startRace(server, { entrants: PAIR });
    const { data } = await server.query<{ deleteRace: string }>('mutation ($id: ID!) { deleteRace(id: $id) }', { id });
    expect(data.deleteRace).toBe(id);
    expect(
      (await server.query<{ race: unknown }>('query ($id: ID!) { race(id: $id) { id } }', { id })).data.race,
    ).toBeNull();
    const again = await server.query('mutation ($id: ID!) { deleteRace(id: $id) }', { id });
    expect(again.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });

  test('three entrants are all compared with the leader', async () => {
    const result = await race(server, {
      entrants: [...PAIR, { engine: 'fake', variant: 'steady-5', label: 'C' }],
    });
    expect(result.standings.map(({ run, tier }) => `${run.label}${tier}`)).toEqual(['A1', 'C2', 'B3']);
    expect(result.comparisons).toHaveLength(2);
  });
});
