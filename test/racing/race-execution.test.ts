import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import { pino } from 'pino';
import type { DataSource } from 'typeorm';
import { loadConfiguration } from '../../src/config';
import { fake } from '../../src/engines/fake/adapter';
import { EngineCatalog } from '../../src/engines/engine-catalog';
import { imageMaker } from '../../src/engines/image-maker';
import { reference } from '../../src/engines/reference/adapter';
import { Watchdog } from '../../src/engines/watchdog';
import { packageRoot } from '../../src/engines/worker-path';
import { DEFAULT_WORKER_TIMEOUTS } from '../../src/engines/worker-session';
import { forkerStarter, workerSpawner } from '../../src/engines/worker-spawner';
import { Race } from '../../src/entities/race.entity';
import { EnergyCounters } from '../../src/hardware/energy-counters';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceExecution } from '../../src/racing/race-execution';
import type { RaceFact } from '../../src/racing/race-fact';
import { RaceStore } from '../../src/racing/race-store';
import { describeOverSqlite } from '../support/databases';
import { measuredTrial, raceRow, runRow } from './support';

/** Fails as a full disk would, once the first trial is to be stored. */
class FailingStore extends RaceStore {
  override async record(raceId: string, fact: RaceFact): Promise<void> {
    if (fact.kind === 'trial') throw new Error('disk full');
    await super.record(raceId, fact);
  }
}

function workersBelow(parent: number): string[] {
  const { stdout } = spawnSync('ps', ['-o', 'stat=,args=', '--ppid', String(parent)], { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line.includes('worker') && !line.trim().startsWith('Z'));
}

describeOverSqlite('the execution of a race', (testDatabase) => {
  let watchdog: Watchdog;
  beforeEach(() => (watchdog = Watchdog.start()));
  afterEach(() => watchdog.stop());

  function createExecution(database: DataSource, store: RaceStore, folder: string) {
    const { cacheDirectory, pythonOverrides } = loadConfiguration();
    const spawn = workerSpawner(watchdog, DEFAULT_WORKER_TIMEOUTS);
    const context = { packageRoot: packageRoot(), cacheDirectory, pythonOverride: (id: string) => pythonOverrides[id] };
    const catalog = new EngineCatalog({ adapters: [fake], context, spawn, showHidden: true });
    return new RaceExecution({
      memoryToPlanWith: Number.POSITIVE_INFINITY,
      ...{ database, store, catalog, spawn, referenceAdapter: reference },
      startForker: forkerStarter(watchdog, DEFAULT_WORKER_TIMEOUTS),
      makeImages: imageMaker(watchdog),
      hardware: new HardwareRegistry(database),
      energy: new EnergyCounters({ gpuReader: () => ({ missing: 'Not here.' }) }),
      dataDirectory: folder,
      lockDirectory: folder,
      logger: pino({ level: 'silent' }),
    });
  }

  test('a store that fails in the middle of a round leaves no worker and no file behind', async () => {
    const database = await testDatabase().open();
    const folder = testDatabase().settings.dataDirectory;
    const store = new FailingStore(database, new RaceEvents(database));
    const race = raceRow();
    await store.create(race, [runRow(race, 0), runRow(race, 1)], 10);
    const execution = createExecution(database, store, folder);
    await expect(execution.execute({ raceId: race.id, fence: 0 }, new AbortController().signal)).rejects.toThrow(
      'disk full',
    );
    expect(workersBelow(process.pid)).toEqual([]);
    expect(existsSync(path.join(folder, 'work', race.id))).toBe(false);
    await execution.abandon({ raceId: race.id, fence: 0 });
    expect(await database.getRepository(Race).findOneBy({ id: race.id })).toMatchObject({
      status: 'FAILED',
      failure: { code: 'INTERNAL_ERROR' },
    });
  }, 60_000);

  test('a race that was begun on another machine is INTERRUPTED and stays with that machine', async () => {
    const database = await testDatabase().open();
    const store = new RaceStore(database, new RaceEvents(database));
    const elsewhere = await new HardwareRegistry(database, async () => ({
      ...{ cpuModel: 'another', cpuCores: 1, cpuFeatures: [], memoryBytes: 1, gpus: [] },
      ...{ operatingSystem: 'another', kernel: 'another', virtualization: null },
    })).current();
    const race = raceRow();
    const runs = [runRow(race, 0), runRow(race, 1)];
    await store.create(race, runs, 10);
    await store.begin(race.id, elsewhere.id);
    await store.record(race.id, { kind: 'trial', trial: measuredTrial(runs[0]?.id ?? '', 1) });
    const execution = createExecution(database, store, testDatabase().settings.dataDirectory);
    await execution.execute({ raceId: race.id, fence: 0 }, new AbortController().signal);
    expect(await database.getRepository(Race).findOneBy({ id: race.id })).toMatchObject({
      status: 'INTERRUPTED',
      hardwareProfileId: elsewhere.id,
      failure: { message: expect.stringContaining('another machine') },
    });
  }, 60_000);
});
