/** Upgrading and going back with rows in every table: what a migration does not say it takes, it leaves. */
import type { DataSource } from 'typeorm';
import { schemaDifferences } from '../../scripts/check-migrations';
import { undoLastMigration } from '../../src/data-source';
import { AuditEntry } from '../../src/entities/audit-entry.entity';
import { newId } from '../../src/entities/ids';
import { MachineLimit } from '../../src/entities/machine-limit.entity';
import { MeasuringHost } from '../../src/entities/measuring-host.entity';
import { RaceHistory } from '../../src/entities/race-history.entity';
import { RunHistory } from '../../src/entities/run-history.entity';
import { SpentTime } from '../../src/entities/spent-time.entity';
import { CLAIM_IDS } from '../../src/claims/claim';
import { planReport } from '../../src/claims/report-plan';
import { ReportRace } from '../../src/entities/report-race.entity';
import { Report } from '../../src/entities/report.entity';
import { SweepPoint } from '../../src/entities/sweep-point.entity';
import { Sweep } from '../../src/entities/sweep.entity';
import { packEvents } from '../../src/packing/events';
import { packBlocksOfTrials, packTrials } from '../../src/packing/trials';
import { describeOverDatabases } from '../support/databases';
import { makeToken } from '../support/tokens';
import { MOMENT, storeWholeRace } from './fixtures';

type Row = Record<string, unknown>;
/** Table → its rows as they are stored, in the order of their text. */
type Contents = Map<string, Row[]>;

/** At least one row of each entity, on a race that has every part. */
async function fillEveryTable(dataSource: DataSource): Promise<void> {
  const { hardware, race, run } = await storeWholeRace(dataSource);
  await makeToken(dataSource, {
    projects: ['vision'],
    expiresAt: 2 * MOMENT,
    maximumQueuedRaces: 3,
    deviceSecondsPerDay: 0.5,
  });
  const entry = { actor: 'token_1', action: 'START' as const, subject: race.id, details: [{ name: 'a', value: 'b' }] };
  await dataSource.getRepository(AuditEntry).insert({ ...entry, id: newId('audit'), at: MOMENT });
  await dataSource
    .getRepository(SpentTime)
    .insert({ raceId: 'gone', owner: 'token_1', seconds: 0.25, finishedAt: MOMENT });
  await dataSource.getRepository(MeasuringHost).insert({
    ...{ id: newId('host'), name: 'rack-1', labels: ['gpu', 'h200'], hardwareProfileId: hardware.id },
    ...{ startedAt: MOMENT, lastSeenAt: MOMENT + 1, stoppedAt: null },
  });
  await dataSource.getRepository(RaceHistory).insert({ raceId: race.id, events: packEvents([]) });
  await dataSource.getRepository(RunHistory).insert({
    ...{ runId: run.id, raceId: race.id, trials: packTrials([]) },
    ...{ blocks: packBlocksOfTrials([]), warmUpBlocks: packBlocksOfTrials([]) },
  });
  const sweepId = newId('sweep');
  await dataSource.getRepository(Sweep).insert({
    ...{ id: sweepId, label: 'units', owner: 'token_1', project: 'vision', over: 'PARAMETER', parameter: 'units' },
    ...{ idempotencyKey: 'once', createdAt: MOMENT },
  });
  await dataSource.getRepository(SweepPoint).insert({ sweepId, position: 0, value: 64, raceId: race.id });
  const reportId = newId('report');
  const { claims } = planReport({
    engines: [{ id: 'pytorch', name: 'PyTorch', variants: [] }],
    claims: CLAIM_IDS,
    device: null,
  });
  await dataSource.getRepository(Report).insert({
    ...{ id: reportId, label: 'ours', owner: 'token_1', project: 'vision', kind: 'FRAMEWORK_SPEED_COMPARISON' },
    ...{ effort: 'QUICK', engines: ['pytorch'], claims, device: 'CPU', idempotencyKey: 'once', createdAt: MOMENT },
  });
  await dataSource
    .getRepository(ReportRace)
    .insert({ reportId, position: 0, key: 'suite/mlp', name: 'mlp', raceId: race.id, endedAs: 1 });
  await dataSource.getRepository(MachineLimit).insert({
    ...{ id: 'limit-1', hardwareProfileId: hardware.id, device: 'CPU', precision: 'FLOAT32', threads: 2 },
    ...{ flopsPerSecond: 1.5e11, engine: 'pytorch', variant: 'eager', engineVersion: '2.13.0', matrixSize: 2048 },
    ...{ streams: [{ workingSetBytes: 1e6, bytesPerSecond: 2e10 }], measuredAt: MOMENT },
  });
}

async function contentsOf(dataSource: DataSource): Promise<Contents> {
  const listing =
    dataSource.options.type === 'postgres'
      ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
  const names: { name: string }[] = await dataSource.query(listing);
  const contents: Contents = new Map();
  for (const { name } of names.filter((table) => table.name !== 'migrations')) {
    const rows: Row[] = (await dataSource.query<Row[]>(`SELECT * FROM "${name}"`)).map(withPhasesAsNumbers);
    contents.set(
      name,
      rows.sort((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
    );
  }
  return contents;
}

/** Phases of a trial are stored as an object or, later, as its numbers in order: compared by the numbers. */
function withPhasesAsNumbers(row: Row): Row {
  if (typeof row['phases'] !== 'string') return row;
  return { ...row, phases: Object.values(JSON.parse(row['phases']) as object) };
}

/** In the tables that both have are the same rows, with the same values in the columns that both have. */
function expectKept(earlier: Contents, later: Contents): void {
  for (const [table, rows] of later) {
    const before = earlier.get(table);
    if (!before) continue;
    const shared = Object.keys(rows[0] ?? {}).filter((column) => column in (before[0] ?? {}));
    const part = (row: Row) => Object.fromEntries(shared.map((column) => [column, row[column]]));
    expect({ table, rows: rows.map(part) }).toEqual({ table, rows: before.map(part) });
    expect(shared.length).toBeGreaterThan(0);
  }
}

describeOverDatabases(
  'migrations with data',
  (database) => {
    test('each can be undone and made again, and touches nothing but what it brought', async () => {
      const dataSource = await database().openUnmigrated();
      await dataSource.runMigrations();
      await fillEveryTable(dataSource);
      let contents = await contentsOf(dataSource);
      for (const [table, rows] of contents) expect({ table, rows: rows.length > 0 }).toEqual({ table, rows: true });
      const all = dataSource.migrations;
      for (let newest = all.length; newest > 1; newest -= 1) {
        // As the version had it whose newest migration this was.
        Object.assign(dataSource, { migrations: all.slice(0, newest) });
        await undoLastMigration(dataSource);
        const back = await contentsOf(dataSource);
        expectKept(contents, back);
        expect(await dataSource.runMigrations()).toHaveLength(1);
        expectKept(back, await contentsOf(dataSource));
        await undoLastMigration(dataSource);
        contents = await contentsOf(dataSource);
        expect(contents).toEqual(back);
      }
      // From the oldest version to the newest at once.
      Object.assign(dataSource, { migrations: all });
      expect(await dataSource.runMigrations()).toHaveLength(all.length - 1);
      expectKept(contents, await contentsOf(dataSource));
      expect(await schemaDifferences(dataSource)).toEqual([]);
      await fillEveryTable(dataSource);
    });
  },
  'EMPTY',
);
