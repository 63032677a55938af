/** Charts through the API: of stored races and sweeps, with what was measured, and null where nothing was. */
import type { DataSource, Logger } from 'typeorm';
import { newId } from '../../src/entities/ids';
import { MachineLimit } from '../../src/entities/machine-limit.entity';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { SweepPoint } from '../../src/entities/sweep-point.entity';
import { Sweep } from '../../src/entities/sweep.entity';
import { Trial } from '../../src/entities/trial.entity';
import { everyElement, readSvg } from '../charts/svg-tree';
import { MOMENT } from '../entities/fixtures';
import { startApi, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { analysisOf, storeRaces, type StoredRace } from '../support/stored-races';

const KINDS = ['SPEEDUPS', 'BLOCKS', 'COLD_START', 'ROOFLINE'] as const;
const CHARTS = `query ($id: ID!) { race(id: $id) { ${KINDS.map((kind) => `${kind}: chart(kind: ${kind}) { svg alt }`).join(' ')} } }`;
const SWEEP_CHART = 'query ($id: ID!) { sweep(id: $id) { verdict chart { svg alt } } }';

type Charts = Record<(typeof KINDS)[number], { svg: string; alt: string } | null>;

describeOverDatabases('charts', (database) => {
  let dataSource: DataSource;
  let api: TestApi;
  let stored: StoredRace;
  const statements: string[] = [];
  beforeEach(async () => {
    dataSource = await database().open({ logger: countingLogger(statements) });
    api = await startApi(dataSource);
    [stored] = (await storeRaces(dataSource, 1, 3)) as [StoredRace];
  });
  afterEach(() => api.stop());

  const changed = (changes: Partial<Race>) => dataSource.getRepository(Race).update({ id: stored.id }, changes);
  const charts = async (): Promise<Charts> => {
    const { answer } = await api.post(CHARTS, { id: stored.id });
    expect(answer.errors).toBeUndefined();
    return answer.data.race;
  };

  test('show what was compared, and every block', async () => {
    const { SPEEDUPS, BLOCKS } = await charts();
    expect(SPEEDUPS?.alt).toBe(
      'PyTorch is faster. lstm, training: how fast. Slow 0.500 times as fast as Fast, 95 % CI 0.476 to 0.526 (slower). ' +
        'Differences of up to 2 % do not matter in practice.',
    );
    // Three trials of two blocks: 4 iterations in 4 ms and in 8 ms.
    expect(BLOCKS?.alt).toContain(
      'Fast median 1.5 ms per iteration, half of its 6 blocks between 1 and 2, all between 1 and 2;',
    );
    const ids = [SPEEDUPS, BLOCKS].flatMap((chart) =>
      everyElement(readSvg(chart?.svg ?? '')).flatMap(({ attributes }) => attributes['id'] ?? []),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect((await charts()).SPEEDUPS).toEqual(SPEEDUPS);
  });

  test('are null where there is nothing of the kind', async () => {
    // Of training nothing is said about starts, and the machine's limits were not measured.
    expect(await charts()).toMatchObject({ COLD_START: null, ROOFLINE: null });
    await dataSource.getRepository(Trial).delete({ raceId: stored.id });
    await changed({ analysis: null, status: 'RUNNING' });
    expect(await charts()).toEqual({ SPEEDUPS: null, BLOCKS: null, COLD_START: null, ROOFLINE: null });
  });

  test('show starts phase by phase, of processes that started alone', async () => {
    await changed({ task: 'INFERENCE' });
    const [fast] = stored.runIds;
    await dataSource.getRepository(Trial).update({ runId: fast }, { tags: ['EXCLUSIVE'] });
    const { COLD_START } = await charts();
    expect(COLD_START?.alt).toContain('Fast 5 s (start of the process 1e-9, import 5, initialise 3e-9,');
    expect(COLD_START?.alt).toContain('; Slow not measured.');
  });

  test('hold entrants against the limits of their machine', async () => {
    const race = await dataSource.getRepository(Race).findOneByOrFail({ id: stored.id });
    await dataSource.getRepository(MachineLimit).insert({
      ...{ id: '6f1c1f6e-0000-4000-8000-000000000001', hardwareProfileId: race.hardwareProfileId ?? '' },
      ...{ device: race.device, precision: race.precision, threads: race.threads, flopsPerSecond: 1e13 },
      ...{ engine: 'alpha', variant: 'fast', engineVersion: '1.2.3', matrixSize: 2048, measuredAt: MOMENT },
      streams: [{ workingSetBytes: 1, bytesPerSecond: 1e12 }],
    });
    const share = `{ race(id: "${stored.id}") { runs { percentOfLimit } } }`;
    const [fast] = (await api.post(share)).answer.data.race.runs;
    const { ROOFLINE } = await charts();
    expect(ROOFLINE?.alt).toContain('The machine computes at most 10,000 GFLOP/s and moves at most 1,000 GB/s.');
    const said = /Fast reaches [^;]* FLOP per byte, ([\d.]+) % of what/.exec(ROOFLINE?.alt ?? '')?.[1];
    expect(Number(said)).toBeCloseTo(fast.percentOfLimit, 1);
  });

  test('say first that a race cannot be trusted, that it is not over, and its flags', async () => {
    const [fast, slow] = stored.runIds;
    const analysis = analysisOf(fast, slow);
    const [pair] = analysis.comparisons;
    if (!pair) throw new Error('It has no pair');
    await changed({
      ...{ status: 'RUNNING', verdict: null },
      analysis: { ...analysis, selfCheck: pair, comparisons: [{ ...pair, flags: ['NOT_STEADY', 'STOLEN'] }] },
    });
    const { SPEEDUPS, BLOCKS } = await charts();
    for (const chart of [SPEEDUPS, BLOCKS]) {
      expect(chart?.alt).toMatch(
        /^Not to be trusted: this race tells a run from its own clone\. Not over: as of 5 rounds\. Flagged NOT_STEADY and STOLEN\. lstm/,
      );
      expect(chart?.svg).toContain('Not to be trusted');
    }
  });

  test('of amounts say who needs less, and who left is not measured', async () => {
    await changed({ metric: 'PEAK_MEMORY' });
    const left = { id: newId('run'), label: 'Left', status: 'FAILED' as const, position: 2 };
    const run = await dataSource.getRepository(Run).findOneByOrFail({ id: stored.runIds[0] });
    await dataSource.getRepository(Run).insert({ ...run, ...left });
    const { SPEEDUPS, BLOCKS, ROOFLINE } = await charts();
    expect(SPEEDUPS?.alt).toContain(
      'Slow 2.00 times as much memory as Fast, 95 % CI 1.90 to 2.10 (needs more); Left not',
    );
    expect(BLOCKS?.alt).toContain('Fast median 4.66 GiB');
    expect(ROOFLINE).toBeNull();
  });

  test('of a sweep are its curves with intervals and gaps, in items per second where that was raced', async () => {
    const id = newId('sweep');
    const nobodys = { owner: null, project: null, idempotencyKey: null };
    await dataSource
      .getRepository(Sweep)
      .insert({ id, label: null, ...nobodys, over: 'BATCH_SIZE', parameter: null, createdAt: MOMENT });
    const others = (await storeRaces(dataSource, 2, 1)) as [StoredRace, StoredRace];
    const [slow, fast] = others[1].runIds;
    await dataSource.getRepository(Race).update({ id: others[1].id }, { analysis: analysisOf(fast, slow) });
    const races = [stored, others[0], others[1]];
    await dataSource
      .getRepository(SweepPoint)
      .insert(races.map((race, position) => ({ sweepId: id, position, value: 4 ** position, raceId: race.id })));
    await dataSource.getRepository(Race).delete({ id: others[0].id });
    const { answer } = await api.post(SWEEP_CHART, { id });
    expect(answer.errors).toBeUndefined();
    const { chart, verdict } = answer.data.sweep;
    // 64 sequences of 100 steps in 10 ms, later in 20 ms.
    expect(chart.alt).toContain(
      `${verdict} lstm, training, by batch size. At batch size 1 Fast is faster, at 16 Slow;`,
    );
    expect(chart.alt).toMatch(
      /timesteps per second by batch size, with intervals\. Fast: 640000 \(\d+ to \d+\) at 1, not measured at 4, 320000 \(/,
    );
    await dataSource.getRepository(Race).update({ id: stored.id }, { metric: 'LATENCY' });
    await dataSource.getRepository(Race).update({ id: others[1].id }, { metric: 'LATENCY' });
    const latency = (await api.post(SWEEP_CHART, { id })).answer.data.sweep.chart.alt;
    expect(latency).toContain('ms per iteration by batch size, with intervals. Fast: 10.0 (9.0 to 11.0) at 1,');
    const untrusted = { code: 'SELF_CHECK_FAILED', message: 'It is not.', runId: null };
    await changed({ warnings: [untrusted], status: 'RUNNING' });
    const careful = (await api.post(SWEEP_CHART, { id })).answer.data.sweep.chart.alt;
    expect(careful).toMatch(
      /^At batch size 1 not to be trusted: .* Not over: some of its races are still to be measured\./,
    );
    await dataSource.getRepository(Race).delete({ id: stored.id });
    await dataSource.getRepository(Race).delete({ id: others[1].id });
    expect((await api.post(SWEEP_CHART, { id })).answer.data.sweep.chart).toBeNull();
  });

  test('of ten races cost as many statements as of two', async () => {
    await storeRaces(dataSource, 9, 2);
    const count = async (first: number) => {
      statements.length = 0;
      const kinds = '{ id chart { alt } blocks: chart(kind: BLOCKS) { alt } }';
      const { answer } = await api.post(`{ races(first: ${first}) { edges { node ${kinds} } } }`);
      expect(answer.errors).toBeUndefined();
      expect(answer.data.races.edges).toHaveLength(first);
      return statements.length;
    };
    const two = await count(2);
    expect(await count(10)).toBe(two);
    expect(two).toBeLessThanOrEqual(4);
  });
});

/** Keeps what is asked of the database. */
function countingLogger(statements: string[]): Logger {
  const ignore = () => undefined;
  return {
    logQuery: (query) => void statements.push(query),
    ...{ logQueryError: ignore, logQuerySlow: ignore, logSchemaBuild: ignore, logMigration: ignore, log: ignore },
  };
}
