/** Statements that mean the same on both databases. */
import type { QueryRunner } from 'typeorm';

/** `?` stands for a value. */
export function ask(queryRunner: QueryRunner, statement: string, values: readonly unknown[]): Promise<unknown> {
  let count = 0;
  const numbered = statement.replaceAll('?', () => `$${(count += 1)}`);
  const isPostgres = queryRunner.connection.options.type === 'postgres';
  return queryRunner.query(isPostgres ? numbered : statement, [...values]);
}
