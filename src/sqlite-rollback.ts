/**
 * SQLite rolls a transaction back by itself where the disk is full. TypeORM's own ROLLBACK then fails, and its one connection
 * goes on as if a transaction were open: what comes later is a savepoint in one that nobody commits, is read back by this
 * process, and is gone with it (https://www.sqlite.org/lang_transaction.html, section 2.3).
 */
import type { DataSource, QueryRunner } from 'typeorm';

interface Counting {
  isTransactionActive: boolean;
  transactionDepth: number;
}

/** After a rollback the connection is in no transaction that SQLite does not know. */
export function believeSqliteOnRollback(dataSource: DataSource): DataSource {
  const connection = (dataSource.driver as unknown as { databaseConnection: { readonly inTransaction: boolean } })
    .databaseConnection;
  // There is one, for all.
  const runner: QueryRunner = dataSource.createQueryRunner();
  const rollBack = runner.rollbackTransaction.bind(runner);
  runner.rollbackTransaction = async () => {
    await rollBack().catch((error: unknown) => {
      if (connection.inTransaction) throw error;
      Object.assign(runner as unknown as Counting, { isTransactionActive: false, transactionDepth: 0 });
    });
  };
  return dataSource;
}
