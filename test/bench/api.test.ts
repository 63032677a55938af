import { spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import * as path from 'node:path';
import { totalOf, sizeOfTables } from '../../bench/api/database-size';
import { fill } from '../../bench/api/fill';
import { post } from '../../bench/api/load';
import { PAGE_BODY } from '../../bench/api/page-query';
import { scriptedFacts } from '../../bench/api/scripted-race';
import { storeFinishedRace } from '../../bench/api/store-race';
import { packageRoot } from '../../src/engines/worker-path';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { trialsOf } from '../../src/racing/stored-trials';
import { startApi } from '../support/api';
import { asPackedBlock } from '../racing/support';
import { describeOverPostgres, describeOverSqlite } from '../support/databases';

/** Of the experiments of `bench/api`, what does not depend on how busy the machine is. */
describeOverSqlite('a finished race', (database) => {
  test('takes no more room than it did, and everything of it comes back', async () => {
    const dataSource = await database().open();
    const store = new RaceStore(dataSource, new RaceEvents(dataSource));
    const { id: hardware } = await new HardwareRegistry(dataSource).current();
    const before = totalOf(await sizeOfTables(dataSource));
    const script = { rounds: 8, measuredBlocks: 20, warmUpBlocks: 22, seed: 3 };
    const factsOf = (runIds: readonly string[]) => [...scriptedFacts({ runIds, ...script })];
    let runs: readonly string[] = [];
    const race = await storeFinishedRace(store, hardware, 8, (runIds) => factsOf((runs = runIds)));
    // 64 trials of 42 blocks; in the form of before, the same rows take 209 KB, and 78 KB where each trial has its own.
    expect(totalOf(await sizeOfTables(dataSource)) - before).toBeLessThan(50_000);
    const told = factsOf(runs).flatMap((fact) => (fact.kind === 'trial' ? [fact.trial] : []));
    const fields = ['blocks', 'warmUpBlocks', 'phases', 'startedAt', 'foreignShare', 'peakResidentBytes'] as const;
    const trials = await trialsOf(dataSource, 'raceId', [race.id], fields);
    const only = (each: (typeof told | typeof trials)[number]) => fields.map((field) => each[field]);
    const inOrder = trials.sort((one, other) => one.round - other.round || (one.runId < other.runId ? -1 : 1));
    const packed = told.map((trial) => ({
      ...trial,
      blocks: trial.blocks.map(asPackedBlock),
      warmUpBlocks: trial.warmUpBlocks.map(asPackedBlock),
    }));
    expect(inOrder.map(only)).toEqual(packed.map(only));
  }, 60_000);
});

describeOverPostgres('the page of races', (database) => {
  test('is the same, character by character, as that of the hand-written server beside it', async () => {
    const dataSource = await database().open();
    await fill(dataSource, 60);
    const api = await startApi(dataSource);
    const program = path.join(packageRoot(), 'dist', 'bench', 'api', 'yoga-server.js');
    const other = spawn(process.execPath, [program], {
      env: { ...process.env, DATABASE_URL: database().settings.databaseUrl ?? '' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      const { url } = JSON.parse(await firstObject(other.stdout)) as { url: string };
      const [ours, theirs] = [await post(api.url, PAGE_BODY), await post(url, PAGE_BODY)];
      // The API of the tests has other engines than the server.
      const withoutNames = (body: string) => body.trim().replaceAll(/"name":"[^"]*"/g, '"name":""');
      expect(withoutNames(ours.body)).toBe(withoutNames(theirs.body));
      expect(ours.body.match(/"id":"run_/g)).toHaveLength(60);
    } finally {
      other.kill();
      await api.stop();
    }
  }, 60_000);
});

async function firstObject(stream: Readable): Promise<string> {
  let said = '';
  for await (const chunk of stream) if (/^\}/m.test((said += String(chunk)))) break;
  return said;
}
