import type { TestApi } from '../support/api';
import { startApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces } from '../support/stored-races';
import { Race } from '../../src/entities/race.entity';
import { Trial } from '../../src/entities/trial.entity';
import { encodeBlocks } from '../../src/racing/block-codec';
import { placedBlock } from '../racing/support';

let api: TestApi;
afterEach(() => api.stop());

const ask = async (query: string, variables?: object) => {
  const { answer } = await api.post(query, variables);
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data;
};

describeOverDatabases('reading', (database) => {
  test('a race shows its runs, estimates, standings, comparisons and machine', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1);
    const { race } = await ask(
      `query ($id: ID!) { race(id: $id) {
        id label status seed createdAt parameters { name value } workload { id itemName } environmentGrade failure { code }
        hardware { id cpuCores memoryBytes gpus { name powerLimitWatts } limits { flopsPerSecond } }
        runs { id label engine { id available name } variant { id description } engineVersion device { kind memoryBytes }
          secondsPerIteration { value low high confidence } itemsPerSecond { value low high } flopsPerSecond { value }
          parity { passed lossError } implementation { node form } settings { name value } race { id }
          latency { p50 } coldStart { importSeconds } peakMemoryBytes energyJoulesPerItem { value } percentOfLimit }
        standings { tier run { label } }
        comparisons { baseline { label } candidate { label } ratio { value } verdict clear sentence rounds flags }
        warnings { code run { label } } verdict } }`,
      { id: stored!.id },
    );
    expect(race).toMatchObject({
      id: stored!.id,
      label: 'race 0',
      status: 'FINISHED',
      seed: Number.MAX_SAFE_INTEGER,
      createdAt: new Date(1_795_400_123_456).toISOString(),
      workload: { id: 'lstm', itemName: expect.any(String) },
      parameters: expect.arrayContaining([{ name: 'units', value: '320' }]),
      environmentGrade: 'A',
      failure: null,
      hardware: { id: stored!.hardwareId, cpuCores: 2, memoryBytes: 8_000_000_000, limits: [] },
      standings: [
        { tier: 1, run: { label: 'Fast' } },
        { tier: 2, run: { label: 'Slow' } },
      ],
      warnings: [{ code: 'NOISY', run: { label: 'Slow' } }],
    });
    const [fast, slow] = race.runs;
    expect(fast).toMatchObject({
      label: 'Fast',
      engine: { id: 'alpha', available: true, name: 'Alpha' },
      variant: { id: 'fast', description: 'Faster.' },
      secondsPerIteration: { value: 0.01, low: expect.closeTo(0.009), high: expect.closeTo(0.011), confidence: 0.95 },
      race: { id: stored!.id },
      latency: null,
      coldStart: null,
      peakMemoryBytes: 5_000_000_000,
      energyJoulesPerItem: null,
      percentOfLimit: null,
    });
    // The faster end of the time is the larger end of the rate.
    expect(fast.itemsPerSecond.low).toBeLessThan(fast.itemsPerSecond.value);
    expect(fast.itemsPerSecond.low / fast.itemsPerSecond.value).toBeCloseTo(1 / 1.1);
    expect(fast.itemsPerSecond.high / fast.itemsPerSecond.value).toBeCloseTo(1 / 0.9);
    expect(fast.itemsPerSecond.value).toBeCloseTo(2 * slow.itemsPerSecond.value);
    expect(fast.flopsPerSecond.value).toBeGreaterThan(1e9);
    // An old race keeps naming an engine that this server no longer has.
    expect(slow).toMatchObject({ engine: { id: 'gone', available: false }, variant: { id: 'old' } });
    expect(race.comparisons).toMatchObject([
      { baseline: { label: 'Fast' }, candidate: { label: 'Slow' }, verdict: 'BASELINE_FASTER', clear: true, rounds: 8 },
    ]);
    expect(race.comparisons[0].sentence).toMatch(/^Fast is 2(\.0+)? times as fast as Slow/);
  });

  test('throughput and work per second follow from the size of the race', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1);
    await dataSource.getRepository(Race).update(stored!.id, {
      workload: 'gemm',
      task: 'INFERENCE',
      parameters: { n: 64, m: 64, k: 64, size: 64 },
      batchSize: 1,
    });
    const { workload } = await ask('{ workload(id: "gemm") { flopsPerItem itemName parameters { name } } }');
    const { run } = await ask(
      'query ($id: ID!) { run(id: $id) { itemsPerSecond { value } flopsPerSecond { value } } }',
      {
        id: stored!.runIds[0],
      },
    );
    expect(workload.itemName).toBe('FLOP');
    expect(workload.flopsPerItem).toBe(1);
    expect(run.itemsPerSecond.value).toBeCloseTo(run.flopsPerSecond.value, 3);
  });

  test("a run holds the most that any of its trials held, and its device waited for the rest of the blocks' time", async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1);
    const trials = dataSource.getRepository(Trial);
    const [onGpu = '', onCpu = ''] = stored!.runIds;
    const block = { ...placedBlock(0, 1_000_000), deviceNanoseconds: 250_000 };
    await trials.update(
      { runId: onGpu, round: 1 },
      { peakResidentBytes: 6e9, peakDeviceBytes: 7e9, blocks: encodeBlocks([block, block]) },
    );
    await trials.update({ runId: onGpu, round: 2 }, { peakDeviceBytes: 8e9 });
    const { race } = await ask(
      'query ($id: ID!) { race(id: $id) { runs { id peakMemoryBytes peakDeviceMemoryBytes hostBoundShare } } }',
      { id: stored!.id },
    );
    expect(race.runs).toEqual([
      { id: onGpu, peakMemoryBytes: 6e9, peakDeviceMemoryBytes: 8e9, hostBoundShare: 0.75 },
      { id: onCpu, peakMemoryBytes: 5e9, peakDeviceMemoryBytes: null, hostBoundShare: null },
    ]);
  });

  test('a trial says how the level of its blocks changed, one with few blocks says nothing', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = await storeRaces(dataSource, 1);
    const [runId = ''] = stored!.runIds;
    const blocks = Array.from({ length: 20 }, (_, index) => placedBlock(index, index < 6 ? 1_500_000 : 1_000_000));
    await dataSource.getRepository(Trial).update({ runId, round: 1 }, { blocks: encodeBlocks(blocks) });
    const { run } = await ask('query ($id: ID!) { run(id: $id) { trials { edges { node { round shape } } } } }', {
      id: runId,
    });
    expect(run.trials.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { round: 1, shape: 'WARM_UP' },
      { round: 2, shape: null },
    ]);
  });

  test('a race is graded by its blocks, one without any is not', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [disturbed, empty] = await storeRaces(dataSource, 2);
    const blocks = Array.from({ length: 10 }, (_, index) => ({ ...placedBlock(index), majorFaults: index }));
    await dataSource.getRepository(Trial).update({ raceId: disturbed!.id }, { blocks: encodeBlocks(blocks) });
    await dataSource.getRepository(Trial).delete({ raceId: empty!.id });
    const { races } = await ask('{ races { edges { node { id environmentGrade } } } }');
    expect(races.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { id: empty!.id, environmentGrade: null },
      { id: disturbed!.id, environmentGrade: 'C' },
    ]);
  });

  test('what disturbed a race is told in words, and a trial shows its clocks and its GPU', async () => {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [disturbed, quiet] = await storeRaces(dataSource, 2);
    const gpu = { smClockHertz: 1.2e9, temperatureCelsius: 93, clockReasons: ['HW_SLOWDOWN'], foreignProcesses: null };
    const [runId = ''] = disturbed!.runIds;
    await dataSource
      .getRepository(Trial)
      .update({ runId, round: 1 }, { tags: ['GPU_THROTTLED'], clockHertz: 3.4e9, gpu });
    const { races, run } = await ask(
      `query ($id: ID!) { races { edges { node { id disturbances { code blockShare message } } } }
        run(id: $id) { trials { edges { node { clockHertz
          gpu { smClockHertz temperatureCelsius clockReasons foreignProcesses } } } } } }`,
      { id: runId },
    );
    expect(races.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { id: quiet!.id, disturbances: [] },
      {
        id: disturbed!.id,
        disturbances: [
          { code: 'GPU_THROTTLED', blockShare: 0.25, message: expect.stringMatching(/^While \d+ of \d+/) },
        ],
      },
    ]);
    expect(run.trials.edges.map(({ node }: { node: unknown }) => node)).toEqual([
      { clockHertz: 3.4e9, gpu },
      { clockHertz: null, gpu: null },
    ]);
  });
});
