/** How many bytes the tables of a database take with their indices, in all and of each. */
import type { DataSource } from 'typeorm';

/** PostgreSQL: after VACUUM, as autovacuum leaves it; SQLite: pages in use, of tables and of their indices. */
export async function sizeOfTables(database: DataSource): Promise<ReadonlyMap<string, number>> {
  const isPostgres = database.options.type === 'postgres';
  if (isPostgres) await database.query('VACUUM');
  const rows: { name: string; bytes: string | number }[] = await database.query(
    isPostgres
      ? `SELECT relname AS name, pg_total_relation_size(oid) AS bytes FROM pg_class
         WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace`
      : `SELECT m.tbl_name AS name, SUM(s.pgsize) AS bytes FROM dbstat s JOIN sqlite_master m ON m.name = s.name
         GROUP BY m.tbl_name`,
  );
  return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
}

export function totalOf(sizes: ReadonlyMap<string, number>): number {
  return [...sizes.values()].reduce((sum, bytes) => sum + bytes, 0);
}
