/**
 * Fails when the entities say another schema than the migrations make.
 * Usage: node dist/scripts/check-migrations.js [TEST_DATABASE_URL]; SQLite always, PostgreSQL where its URL is given:
 * an existing database without our tables, left as it was.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { DataSource } from 'typeorm';
import { openDatabase, undoLastMigration, type DatabaseSettings } from '../src/data-source';

/** The statements that would bring a migrated database to what the entities say: none when both agree. */
export async function schemaDifferences(migrated: DataSource): Promise<string[]> {
  const log = await migrated.driver.createSchemaBuilder().log();
  return log.upQueries.map(({ query }) => query);
}

async function check(name: string, settings: DatabaseSettings): Promise<boolean> {
  const dataSource = await openDatabase(settings);
  try {
    const differences = await schemaDifferences(dataSource);
    if (differences.length === 0) console.log(`${name}: entities and migrations agree.`);
    else console.error(`${name}: the migrations lack:\n  ${differences.join('\n  ')}`);
    return differences.length === 0;
  } finally {
    while ((await dataSource.query<unknown[]>('SELECT 1 FROM migrations')).length > 0)
      await undoLastMigration(dataSource);
    if (settings.databaseUrl !== null) await dataSource.query('DROP TABLE migrations');
    await dataSource.destroy();
  }
}

async function main(databaseUrl: string | undefined): Promise<void> {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'photofinish-migrations-'));
  try {
    const results = [await check('SQLite', { dataDirectory: directory, databaseUrl: null })];
    if (databaseUrl) results.push(await check('PostgreSQL', { dataDirectory: directory, databaseUrl }));
    if (results.includes(false)) process.exitCode = 1;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

if (require.main === module) void main(process.argv[2]);
