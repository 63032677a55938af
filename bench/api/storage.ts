/**
 * How many bytes a finished race takes, with its indices: races of facts drawn from a seed, or those of one that the fake
 * engine really raced (`--measured FILE`, the facts of `bench/api/measure-facts`), stored through the product's own store.
 * To reach: 200 KB for 40 rounds of 8 entrants.
 *
 *   [DATABASE_URL=postgres://…] node dist/bench/api/storage.js [--races 20] [--rounds 40] [--entrants 8] [--blocks 20]
 *
 * The database should be an empty one; without DATABASE_URL it is an SQLite file in a folder of its own.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfiguration } from '../../src/config';
import { openDatabase } from '../../src/data-source';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import type { RaceFact } from '../../src/racing/race-fact';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { printMachine, printTable } from '../support';
import { sizeOfTables, totalOf } from './database-size';
import { scriptedFacts } from './scripted-race';
import { storeFinishedRace } from './store-race';

const { values: options } = parseArgs({
  options: {
    races: { type: 'string', default: '20' },
    rounds: { type: 'string', default: '40' },
    entrants: { type: 'string', default: '8' },
    blocks: { type: 'string', default: '20' },
    measured: { type: 'string' },
  },
});

/** As they were told, of the runs of another race. */
function recordedFacts(file: string): (runIds: readonly string[]) => RaceFact[] {
  const text = readFileSync(file, 'utf8');
  const { runIds } = (JSON.parse(text) as RaceFact[]).find(
    (fact): fact is Extract<RaceFact, { kind: 'phase' }> => fact.kind === 'phase',
  )!;
  return (own) =>
    JSON.parse(
      runIds.reduce((changed, runId, index) => changed.replaceAll(`"${runId}"`, `"${own[index]}"`), text),
    ) as RaceFact[];
}

async function main(): Promise<void> {
  printMachine();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-storage-'));
  const { databaseUrl } = loadConfiguration();
  const database = await openDatabase({ databaseUrl, dataDirectory: folder });
  const store = new RaceStore(database, new RaceEvents(database));
  const [races, rounds, entrants, blocks] = [options.races, options.rounds, options.entrants, options.blocks].map(
    Number,
  );
  const { id: hardware } = await new HardwareRegistry(database).current();
  const measured = options.measured === undefined ? null : recordedFacts(options.measured);
  const before = await sizeOfTables(database);
  for (let seed = 1; seed <= races!; seed += 1) {
    const scripted = { rounds: rounds!, measuredBlocks: blocks!, warmUpBlocks: 22, seed };
    await storeFinishedRace(
      store,
      hardware,
      entrants!,
      measured ?? ((runIds) => scriptedFacts({ runIds, ...scripted })),
    );
  }
  const after = await sizeOfTables(database);
  const each = (bytes: number) => (bytes / races! / 1000).toFixed(1);
  printTable(
    ['table', 'KB of each race'],
    [
      ...[...after].map(([name, bytes]) => [name, each(bytes - (before.get(name) ?? 0))]),
      ['all', each(totalOf(after) - totalOf(before))],
    ],
  );
  await database.destroy();
  rmSync(folder, { recursive: true, force: true });
}

void main();
