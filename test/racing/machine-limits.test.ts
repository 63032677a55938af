import * as os from 'node:os';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { EngineCatalog } from '../../src/engines/engine-catalog';
import type { EngineAdapter } from '../../src/engines/engine';
import { packageRoot } from '../../src/engines/worker-path';
import { MachineLimit } from '../../src/entities/machine-limit.entity';
import { Race } from '../../src/entities/race.entity';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { subjectOf } from '../../src/racing/limits-of-machine';
import { MachineLimits } from '../../src/racing/machine-limits';
import { describeOverSqlite } from '../support/databases';
import { storeRaces } from '../support/stored-races';

const absent: EngineAdapter = {
  id: 'absent',
  name: 'Absent',
  variants: [{ id: 'only', description: 'The only one.', default: true }],
  tasks: ['INFERENCE'],
  precisions: ['FLOAT32'],
  hidden: false,
  locate: () => ({ kind: 'not-installed', reason: 'It is not installed.' }),
};

const notToBeCalled = (): never => {
  throw new Error('Nothing can be measured here');
};

describeOverSqlite('when limits are measured', (testDatabase) => {
  let database: DataSource;
  let race: Race;
  const complaints: unknown[] = [];

  async function setUp(automatic = true): Promise<MachineLimits> {
    database = await testDatabase().open();
    const folder = testDatabase().settings.dataDirectory;
    const hardware = new HardwareRegistry(database);
    const [stored] = await storeRaces(database, 1);
    const { id } = await hardware.current();
    await database.getRepository(Race).update({ id: stored!.id }, { hardwareProfileId: id });
    race = await database.getRepository(Race).findOneByOrFail({ id: stored!.id });
    complaints.length = 0;
    const context = { packageRoot: packageRoot(), cacheDirectory: os.tmpdir(), pythonOverride: () => undefined };
    return new MachineLimits({
      ...{ database, hardware, automatic, dataDirectory: folder, lockDirectory: folder },
      catalog: new EngineCatalog({ adapters: [absent], context, spawn: notToBeCalled, showHidden: false }),
      spawn: notToBeCalled,
      measureStreams: notToBeCalled,
      referenceAdapter: absent,
      gpuMemory: { adapter: absent, program: 'nowhere.py' },
      logger: pino({}, { write: (line: string) => void complaints.push(JSON.parse(line)) }),
    });
  }

  const store = (changes: Partial<MachineLimit>) =>
    database.getRepository(MachineLimit).insert({
      id: '6f1c1f6e-0000-4000-8000-000000000002',
      hardwareProfileId: race.hardwareProfileId!,
      ...subjectOf(race),
      ...{ flopsPerSecond: 1e18, engine: 'alpha', variant: 'fast', engineVersion: '1', matrixSize: 2048 },
      ...{ streams: [], measuredAt: 1, ...changes },
    });

  test('after a race whose limit is not known; what fails is logged, and not tried for ever', async () => {
    const limits = await setUp();
    const asked: boolean[] = [];
    for (let each = 0; each < 5; each++) {
      await limits.raceEnded(race.id);
      asked.push(limits.waiting);
      await limits.work(new AbortController().signal);
      expect(limits.waiting).toBe(false);
    }
    expect(asked).toEqual([true, true, true, false, false]);
    expect(complaints).toHaveLength(3);
  });

  test('not where it is known, again where a run beat it, and not of itself where nobody wants it', async () => {
    const limits = await setUp();
    await store({});
    await limits.raceEnded(race.id);
    expect(limits.waiting).toBe(false);
    await database.getRepository(MachineLimit).update({ engine: 'alpha' }, { flopsPerSecond: 1 });
    await limits.raceEnded(race.id);
    expect(limits.waiting).toBe(true);
    const unasked = await setUp(false);
    await unasked.raceEnded(race.id);
    expect(unasked.waiting).toBe(false);
  });

  test('what was interrupted by a race is wanted still', async () => {
    const limits = await setUp();
    await limits.raceEnded(race.id);
    await limits.work(AbortSignal.abort(new Error('a race came')));
    expect(limits.waiting).toBe(true);
    expect(complaints).toEqual([]);
  });

  test('a database that is gone is no failure of the race', async () => {
    const limits = await setUp();
    await database.destroy();
    await limits.raceEnded(race.id);
    expect(limits.waiting).toBe(false);
    expect(complaints).toHaveLength(1);
  });

  test('asked for what no engine computes, it says so', async () => {
    const limits = await setUp();
    await expect(limits.ask({ device: 'GPU', precision: 'FLOAT32', threads: null })).rejects.toThrow(
      'No engine here multiplies matrices in FLOAT32 on a GPU.',
    );
  });
});
