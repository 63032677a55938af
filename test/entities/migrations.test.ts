import { Race } from '../../src/entities/race.entity';
import { schemaDifferences } from '../../scripts/check-migrations';
import { openDatabase } from '../../src/data-source';
import { describeOverDatabases, describeOverSqlite } from '../support/databases';
import { raceRow } from './fixtures';

describeOverDatabases(
  'migrations',
  (database) => {
    test('make exactly the schema that the entities describe', async () => {
      expect(await schemaDifferences(await database().open())).toEqual([]);
    });

    test('differ from the entities where a column was added by hand: the check can fail', async () => {
      const dataSource = await database().open();
      await dataSource.query('ALTER TABLE "run" ADD COLUMN "extra" text');
      expect((await schemaDifferences(dataSource)).length).toBeGreaterThan(0);
    });

    test('go up, down and up again, leaving nothing behind', async () => {
      const dataSource = await database().openUnmigrated();
      const listing =
        dataSource.options.type === 'postgres'
          ? "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
          : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY 1";
      const tables = async () => {
        const rows: { name: string }[] = await dataSource.query(listing);
        return rows.map(({ name }) => name).filter((name) => name !== 'migrations');
      };
      await dataSource.runMigrations();
      const made = await tables();
      for (const _ of dataSource.migrations) await dataSource.undoLastMigration();
      expect(await tables()).toEqual([]);
      await dataSource.runMigrations();
      expect(await tables()).toEqual(made);
      expect(made).toEqual([
        ...['api_token', 'audit_entry', 'deployment', 'hardware_profile', 'machine_limit', 'measuring_host'],
        ...['race', 'race_event', 'race_history', 'report', 'report_race', 'run', 'run_history', 'spent_time'],
        ...['sweep', 'sweep_point', 'trial'],
      ]);
      await dataSource.getRepository(Race).insert(raceRow());
    });

    test('run at the start, once, however often the server starts', async () => {
      const first = await database().open();
      await first.getRepository(Race).insert(raceRow());
      const second = await database().open();
      expect(await second.getRepository(Race).count()).toBe(1);
      expect(await second.query('SELECT count(*) AS n FROM migrations')).toEqual([{ n: expect.anything() }]);
    });

    test('run once when several servers start at the same moment', async () => {
      if (database().settings.databaseUrl === null) return; // An embedded file has one server.
      const servers = await Promise.all([1, 2, 3].map(() => openDatabase(database().settings)));
      const rows = await servers[0]!.query('SELECT name FROM migrations');
      await Promise.all(servers.map((server) => server.destroy()));
      expect(rows).toHaveLength(servers[0]!.migrations.length);
    });
  },
  'EMPTY',
);

describeOverSqlite(
  'the embedded database',
  (database) => {
    test('keeps what was committed through a power cut, waits for a lock and enforces foreign keys', async () => {
      const dataSource = await database().open();
      const pragma = async (name: string) => Object.values((await dataSource.query(`PRAGMA ${name}`))[0])[0];
      expect(await pragma('journal_mode')).toBe('wal');
      expect(await pragma('synchronous')).toBe(2);
      expect(await pragma('foreign_keys')).toBe(1);
      expect(await pragma('busy_timeout')).toBe(10_000);
    });
  },
  'EMPTY',
);
