import type { DataSource } from 'typeorm';
import { HardwareProfile } from '../../src/entities/hardware-profile.entity';
import { MachineLimit } from '../../src/entities/machine-limit.entity';
import { Race } from '../../src/entities/race.entity';
import type { LimitSubject } from '../../src/racing/limits-of-machine';
import { workloadOf } from '../../src/racing/race-workload';
import { compulsoryBytes, flopsPerIteration } from '../../src/workloads/graph-facts';
import { startApi, type TestApi } from '../support/api';
import { describeOverDatabases } from '../support/databases';
import { storeRaces, type StoredRace } from '../support/stored-races';

let api: TestApi;
afterEach(() => api.stop());

const RACE = `query ($id: ID!) { race(id: $id) {
  runs { label percentOfLimit limitedBy secondsPerIteration { value } } warnings { code message run { label } }
  hardware { limits { device precision threads flopsPerSecond engine variant engineVersion matrixSize bytesPerSecond
    streams { workingSetBytes bytesPerSecond } measuredAt } } } }`;

describeOverDatabases('limits of a machine', (database) => {
  /** A race of 10 and 20 ms an iteration, on a machine that could do it in so many seconds. */
  async function raceOnMachine(shortestSeconds: number, changes: Partial<MachineLimit> = {}) {
    const dataSource = await database().open();
    api = await startApi(dataSource);
    const [stored] = (await storeRaces(dataSource, 1)) as [StoredRace];
    const race = await dataSource.getRepository(Race).findOneByOrFail({ id: stored.id });
    const graph = workloadOf(race)!.graph(race.parameters, race.batchSize);
    const bytes = compulsoryBytes(graph, race.task, race.precision);
    await dataSource.getRepository(MachineLimit).insert(limitRow(race, graph, shortestSeconds, bytes, changes));
    const { answer } = await api.post(RACE, { id: stored.id });
    expect(answer.errors).toBeUndefined();
    return { race: answer.data.race, bytes, dataSource };
  }

  function limitRow(
    { hardwareProfileId, device, precision, threads, task }: Race,
    graph: Parameters<typeof flopsPerIteration>[0],
    shortestSeconds: number,
    bytes: number,
    changes: Partial<MachineLimit>,
  ) {
    return {
      id: '6f1c1f6e-0000-4000-8000-000000000001',
      ...{ hardwareProfileId: hardwareProfileId!, device, precision, threads },
      flopsPerSecond: flopsPerIteration(graph, task) / shortestSeconds,
      ...{ engine: 'alpha', variant: 'fast', engineVersion: '1.2.3', matrixSize: 2048 },
      streams: [{ workingSetBytes: bytes, bytesPerSecond: bytes / (shortestSeconds / 2) }],
      measuredAt: 1_795_400_000_000,
      ...changes,
    };
  }

  test('each run is held against the limit of its precision and threads', async () => {
    const { race, bytes } = await raceOnMachine(0.005);
    expect(race.runs).toMatchObject([
      { label: 'Fast', percentOfLimit: expect.closeTo(50, 9), limitedBy: 'COMPUTE' },
      { label: 'Slow', percentOfLimit: expect.closeTo(25, 9), limitedBy: 'COMPUTE' },
    ]);
    expect(race.hardware.limits).toEqual([
      {
        ...{ device: 'CPU', precision: 'FLOAT32', threads: 2, flopsPerSecond: expect.any(Number) },
        ...{ engine: 'alpha', variant: 'fast', engineVersion: '1.2.3', matrixSize: 2048 },
        bytesPerSecond: bytes / 0.0025,
        streams: [{ workingSetBytes: bytes, bytesPerSecond: bytes / 0.0025 }],
        measuredAt: new Date(1_795_400_000_000).toISOString(),
      },
    ]);
    expect(race.warnings).toHaveLength(1);
  });

  test('where moving the bytes takes longer, memory binds', async () => {
    const { race } = await raceOnMachine(0.005, { flopsPerSecond: 1e18 });
    expect(race.runs[0]).toMatchObject({ percentOfLimit: expect.closeTo(25, 9), limitedBy: 'MEMORY' });
  });

  test('a run that is faster than its machine is flagged and not clipped', async () => {
    const { race } = await raceOnMachine(0.015);
    expect(race.runs[0].percentOfLimit).toBeCloseTo(150, 9);
    expect(race.warnings).toMatchObject([
      { code: 'NOISY' },
      { code: 'ABOVE_LIMIT', message: expect.stringContaining('150 %'), run: { label: 'Fast' } },
    ]);
  });

  test.each<[string, Partial<MachineLimit>]>([
    ['threads', { threads: 1 }],
    ['precision', { precision: 'BFLOAT16' }],
    ['device', { device: 'GPU', threads: null }],
  ])('a limit of another %s says nothing', async (_, changes) => {
    const { race } = await raceOnMachine(0.005, changes);
    expect(race.runs.map((run: { percentOfLimit: unknown }) => run.percentOfLimit)).toEqual([null, null]);
    expect(race.runs[0].limitedBy).toBeNull();
    expect(race.hardware.limits).toHaveLength(1);
  });

  test('its migration goes back and forth with a limit stored, and takes nothing else with it', async () => {
    const { dataSource } = await raceOnMachine(0.005);
    expect(await countLimits(dataSource)).toBe(1);
    const runner = dataSource.createQueryRunner();
    while (await runner.hasTable('machine_limit')) await dataSource.undoLastMigration();
    await runner.release();
    await dataSource.runMigrations();
    expect(await countLimits(dataSource)).toBe(0);
    expect(await dataSource.getRepository(Race).count()).toBe(1);
  });
});

const countLimits = (dataSource: DataSource) => dataSource.getRepository(MachineLimit).count();

describeOverDatabases('asking for a limit', (database) => {
  const asked: LimitSubject[] = [];
  beforeEach(async () => {
    asked.length = 0;
    const dataSource = await database().open();
    await storeRaces(dataSource, 1);
    const measureLimits = (subject: LimitSubject) => {
      asked.push(subject);
      return dataSource.getRepository(HardwareProfile).findOneByOrFail({});
    };
    api = await startApi(dataSource, { services: { measureLimits } });
  });

  const measure = (input: object) =>
    api.post('mutation ($input: MeasureLimitsInput!) { measureLimits(input: $input) { id limits { threads } } }', {
      input,
    });

  test('takes all threads of this machine unless told otherwise, and a GPU has none', async () => {
    expect((await measure({})).answer.data.measureLimits.id).toMatch(/^hw_/);
    await measure({ precision: 'BFLOAT16', threads: 1 });
    await measure({ device: 'GPU', threads: 1 });
    expect(asked).toEqual([
      { device: 'CPU', precision: 'FLOAT32', threads: expect.any(Number) },
      { device: 'CPU', precision: 'BFLOAT16', threads: 1 },
      { device: 'GPU', precision: 'FLOAT32', threads: null },
    ]);
  });

  test('refuses threads that the machine has not got, and says how many it has', async () => {
    const { answer } = await measure({ threads: 100_000 });
    expect(answer.errors?.[0]).toMatchObject({
      extensions: { code: 'BAD_USER_INPUT', field: 'input.threads', advice: expect.stringMatching(/\d/) },
    });
    expect(asked).toEqual([]);
  });
});
