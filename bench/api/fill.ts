/**
 * Fills a PostgreSQL with finished races of four runs each, by statements that make many rows at once: as many as a
 * service has after years, in minutes. Trials and events are left out of the copies: eight million rows and more, which the
 * page that is asked for never reads.
 */
import type { DataSource } from 'typeorm';
import type { RaceFact } from '../../src/racing/race-fact';
import { HardwareRegistry } from '../../src/hardware/hardware-registry';
import { RaceEvents } from '../../src/racing/race-events';
import { RaceStore } from '../../src/racing/race-store';
import { Race } from '../../src/entities/race.entity';
import { Run } from '../../src/entities/run.entity';
import { scriptedFacts } from './scripted-race';
import { storeFinishedRace } from './store-race';

export const RUNS_PER_RACE = 4;
const RACES_AT_ONCE = 10_000;
/** A minute lies between two races, the first was two years ago. */
const TWO_YEARS_MILLISECONDS = 2 * 365 * 86_400_000;
/** Ids hold 26 characters; these sort before every id that is made today. */
const ID_DIGITS = 26;

/** A race as a real one is stored, its rows copied with other ids; `runs` in all. */
export async function fill(database: DataSource, runs: number): Promise<void> {
  const { id: hardware } = await new HardwareRegistry(database).current();
  const store = new RaceStore(database, new RaceEvents(database));
  const facts = (runIds: readonly string[]): Iterable<RaceFact> =>
    scriptedFacts({ runIds, rounds: 8, measuredBlocks: 20, warmUpBlocks: 22, seed: 1 });
  const { id } = await storeFinishedRace(store, hardware, RUNS_PER_RACE, facts);
  const races = Math.floor(runs / RUNS_PER_RACE);
  for (let first = 1; first < races; first += RACES_AT_ONCE) {
    await copyRaces(database, id, first, Math.min(first + RACES_AT_ONCE, races) - 1);
  }
  await database.query('ANALYZE');
}

async function copyRaces(database: DataSource, id: string, first: number, last: number): Promise<void> {
  const copied = await database.getRepository(Run).find({ where: { raceId: id }, order: { position: 'ASC' } });
  const number = (text: string) => `lpad((${text})::text, ${ID_DIGITS}, '0')`;
  const raceId = `'race_' || ${number('n')}`;
  const runId = (position: string) => `'run_' || ${number(`n::bigint * ${RUNS_PER_RACE} + ${position}`)}`;
  const analysis = copied.reduce(
    (text, run, position) => `replace(${text}, '${run.id}', ${runId(String(position))})`,
    'race."analysis"',
  );
  const race = columnsOf(database, Race, {
    id: raceId,
    label: `'race ' || n`,
    analysis,
    createdAt: `race."createdAt" - ${TWO_YEARS_MILLISECONDS} + n::bigint * 60000`,
  });
  const run = columnsOf(database, Run, { id: runId('run."position"'), raceId });
  const from = `generate_series(${first}, ${last}) n`;
  await database.query(
    `INSERT INTO race (${race.names}) SELECT ${race.values} FROM race, ${from} WHERE race."id" = '${id}'`,
  );
  await database.query(
    `INSERT INTO run (${run.names}) SELECT ${run.values} FROM run, ${from} WHERE run."raceId" = '${id}'`,
  );
}

function columnsOf(database: DataSource, entity: typeof Race | typeof Run, changed: Record<string, string>) {
  const { columns, tableName } = database.getMetadata(entity);
  const names = columns.map(({ databaseName }) => databaseName);
  return {
    names: names.map((name) => `"${name}"`).join(', '),
    values: names.map((name) => changed[name] ?? `${tableName}."${name}"`).join(', '),
  };
}
