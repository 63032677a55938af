/** Column kinds that mean the same on SQLite and PostgreSQL. */
import type { ColumnOptions } from 'typeorm';

/** PostgreSQL's driver returns bigint as text; every number stored so is below 2^53. */
const numeric = {
  to: (value: number | null | undefined) => value,
  from: (value: string | number | null) => (value === null ? null : Number(value)),
};

/** A moment, as epoch milliseconds (SQLite's own date columns resolve one second). */
export const momentColumn = (options: ColumnOptions = {}): ColumnOptions => ({
  ...options,
  type: 'bigint',
  transformer: numeric,
});

/** An integer up to 2^53 - 1. */
export const safeIntegerColumn = momentColumn;

/** JSON as text: read and written whole, never queried into. */
export const jsonColumn = (options: ColumnOptions = {}): ColumnOptions => ({ ...options, type: 'simple-json' });
