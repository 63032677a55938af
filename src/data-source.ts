/** The database: an embedded SQLite file, or PostgreSQL by `DATABASE_URL`. The schema comes from migrations alone. */
import 'reflect-metadata';
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import { DataSource, type DataSourceOptions } from 'typeorm';
import { InitialSchema1795400000000 } from '../migrations/1795400000000-initial-schema';
import { LayersAndDivisions1795500000000 } from '../migrations/1795500000000-layers-and-divisions';
import { SelfCheckAndPrecision1795600000000 } from '../migrations/1795600000000-self-check-and-precision';
import { LatenciesAndCompany1795700000000 } from '../migrations/1795700000000-latencies-and-company';
import { MachineLimits1795900000000 } from '../migrations/1795900000000-machine-limits';
import { TrialEnergy1796000000000 } from '../migrations/1796000000000-trial-energy';
import { CompilationCaches1796100000000 } from '../migrations/1796100000000-compilation-caches';
import { ClocksAndGpu1796200000000 } from '../migrations/1796200000000-clocks-and-gpu';
import { AuditTrail1796300000000 } from '../migrations/1796300000000-audit-trail';
import { Authentication1796400000000 } from '../migrations/1796400000000-authentication';
import { MeasuringHosts1796500000000 } from '../migrations/1796500000000-measuring-hosts';
import { CompactStorage1796800000000 } from '../migrations/1796800000000-compact-storage';
import { PackedTrials1796900000000 } from '../migrations/1796900000000-packed-trials';
import { ServingScenarios1797200000000 } from '../migrations/1797200000000-serving-scenarios';
import { Experiments1797400000000 } from '../migrations/1797400000000-experiments';
import { InputPipelines1797300000000 } from '../migrations/1797300000000-input-pipelines';
import { VariableLengths1797500000000 } from '../migrations/1797500000000-variable-lengths';
import { Sweeps1797000000000 } from '../migrations/1797000000000-sweeps';
import { Reports1797100000000 } from '../migrations/1797100000000-reports';
import type { Configuration } from './config';
import { MIGRATION_LOCK } from './entities/advisory-locks';
import { ApiToken } from './entities/api-token.entity';
import { AuditEntry } from './entities/audit-entry.entity';
import { Deployment } from './entities/deployment.entity';
import { HardwareProfile } from './entities/hardware-profile.entity';
import { MachineLimit } from './entities/machine-limit.entity';
import { MeasuringHost } from './entities/measuring-host.entity';
import { RaceEvent } from './entities/race-event.entity';
import { RaceHistory } from './entities/race-history.entity';
import { Race } from './entities/race.entity';
import { RunHistory } from './entities/run-history.entity';
import { Run } from './entities/run.entity';
import { SpentTime } from './entities/spent-time.entity';
import { ReportRace } from './entities/report-race.entity';
import { Report } from './entities/report.entity';
import { SweepPoint } from './entities/sweep-point.entity';
import { Sweep } from './entities/sweep.entity';
import { Trial } from './entities/trial.entity';
import { watchedConnections } from './postgres-client';
import { believeSqliteOnRollback } from './sqlite-rollback';

export type DatabaseSettings = Pick<Configuration, 'dataDirectory' | 'databaseUrl'>;
/** What tests watch the statements with. */
export type DatabaseLogging = Pick<DataSourceOptions, 'logger' | 'logging'>;
/** patient: a statement takes as long as it takes; watched: a PostgreSQL that does not answer is given up. */
export type Patience = 'patient' | 'watched';

/** In the data directory. */
export const SQLITE_FILE = 'photofinish.sqlite';
/** Milliseconds that a statement waits for another process to let go of the SQLite file. */
const BUSY_TIMEOUT_MILLISECONDS = 10_000;
/**
 * A process that stands still or is cut off in the middle of a transaction would keep its rows locked, and nobody could
 * take up or cancel its race: PostgreSQL ends such a transaction after so long. Ours take milliseconds.
 */
const IDLE_TRANSACTION_MILLISECONDS = 1000;

const common = {
  entities: [
    ...[ApiToken, AuditEntry, Deployment, HardwareProfile, MachineLimit, MeasuringHost],
    ...[Race, Run, Trial, RaceEvent, RaceHistory, RunHistory, SpentTime, Sweep, SweepPoint],
    ...[Report, ReportRace],
  ],
  migrations: [
    InitialSchema1795400000000,
    LayersAndDivisions1795500000000,
    SelfCheckAndPrecision1795600000000,
    LatenciesAndCompany1795700000000,
    MachineLimits1795900000000,
    TrialEnergy1796000000000,
    CompilationCaches1796100000000,
    ClocksAndGpu1796200000000,
    AuditTrail1796300000000,
    Authentication1796400000000,
    MeasuringHosts1796500000000,
    CompactStorage1796800000000,
    PackedTrials1796900000000,
    Sweeps1797000000000,
    Reports1797100000000,
    ServingScenarios1797200000000,
    InputPipelines1797300000000,
    Experiments1797400000000,
    VariableLengths1797500000000,
  ],
  migrationsTransactionMode: 'each',
  synchronize: false,
} satisfies Partial<DataSourceOptions>;

/**
 * An unopened data source. SQLite: WAL, so that reading does not wait for writing, and synchronous=FULL, so that
 * what was committed survives a power cut. `logging` is for tests.
 */
export function createDataSource(
  settings: DatabaseSettings,
  logging: DatabaseLogging = {},
  patience: Patience = 'patient',
): DataSource {
  const options: DataSourceOptions =
    settings.databaseUrl === null
      ? {
          ...sqliteOptions(settings),
          enableWAL: true,
          prepareDatabase: (database: { pragma(text: string): unknown }) => void database.pragma('synchronous = FULL'),
          ...logging,
        }
      : {
          type: 'postgres',
          url: settings.databaseUrl,
          applicationName: 'photofinish',
          extra: {
            idle_in_transaction_session_timeout: IDLE_TRANSACTION_MILLISECONDS,
            ...(patience === 'watched' && watchedConnections()),
          },
          ...common,
          ...logging,
        };
  return new DataSource(options);
}

/** Opens the database and brings its schema up to date. Close it with `destroy()`. */
export async function openDatabase(settings: DatabaseSettings, logging: DatabaseLogging = {}): Promise<DataSource> {
  if (settings.databaseUrl === null) {
    mkdirSync(settings.dataDirectory, { recursive: true });
    const opened = await openedWith(
      createDataSource(settings, logging),
      async (dataSource) => void (await dataSource.runMigrations()),
    );
    return believeSqliteOnRollback(opened);
  }
  // A migration of many rows takes its time, and so does waiting for the server that makes it.
  const migrating = await openedWith(createDataSource(settings, logging), migrateInTurn);
  await migrating.destroy();
  return createDataSource(settings, logging, 'watched').initialize();
}

async function openedWith(dataSource: DataSource, prepare: (open: DataSource) => Promise<void>): Promise<DataSource> {
  await dataSource.initialize();
  try {
    await prepare(dataSource);
    return dataSource;
  } catch (error) {
    await dataSource.destroy();
    throw error;
  }
}

/**
 * What clients are answered from: nothing that is not committed yet, for a full disk may still undo it. PostgreSQL sees
 * to that; SQLite only between connections, of which a data source has one. Close it where it is another than `database`.
 */
export async function openForReading(settings: DatabaseSettings, database: DataSource): Promise<DataSource> {
  if (settings.databaseUrl !== null) return database;
  return new DataSource({ ...sqliteOptions(settings), readonly: true }).initialize();
}

function sqliteOptions({ dataDirectory }: DatabaseSettings) {
  const database = path.join(dataDirectory, SQLITE_FILE);
  return { type: 'better-sqlite3' as const, database, timeout: BUSY_TIMEOUT_MILLISECONDS, ...common };
}

/** Several servers may start at once on one PostgreSQL: one migrates while the others wait for its lock. */
async function migrateInTurn(dataSource: DataSource): Promise<void> {
  const lockHolder = dataSource.createQueryRunner();
  try {
    await lockHolder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations();
  } finally {
    await lockHolder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lockHolder.release();
  }
}

/** Takes back what the newest migration brought, and nothing else. The rows of tables that stay are kept. */
export async function undoLastMigration(dataSource: DataSource): Promise<void> {
  const runner = dataSource.createQueryRunner();
  // On SQLite a table that loses a column is made anew and the old one dropped, and with its rows would go all that
  // refer to them. TypeORM says that they shall not, but within its transaction, where SQLite does not listen.
  await runner.beforeMigration();
  try {
    await dataSource.undoLastMigration();
  } finally {
    await runner.afterMigration();
    await runner.release();
  }
}
