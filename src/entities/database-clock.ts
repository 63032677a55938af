/** The moment by the database's own clock, as an SQL expression of epoch milliseconds: the one clock that all hosts share. */
import type { DataSource } from 'typeorm';

const POSTGRES_NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint';
const SQLITE_NOW = "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)";

export function nowExpression({ options }: Pick<DataSource, 'options'>): string {
  return options.type === 'postgres' ? POSTGRES_NOW : SQLITE_NOW;
}

/** Epoch milliseconds. */
export async function databaseNow(database: DataSource): Promise<number> {
  const rows = await database.query<{ now: string | number }[]>(`SELECT ${nowExpression(database)} AS now`);
  return Number(rows[0]?.now);
}
