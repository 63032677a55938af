/** Who started, cancelled and deleted what; and races that know the trace of the request that started them. */
import { Table, TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string) => ({ name, type: 'text', isNullable: false });

const auditEntry = new Table({
  name: 'audit_entry',
  columns: [
    { ...text('id'), isPrimary: true },
    { name: 'at', type: 'bigint', isNullable: false },
    { ...text('actor'), isNullable: true },
    ...['action', 'subject', 'details'].map(text),
  ],
  indices: [{ columnNames: ['at', 'id'] }, { columnNames: ['subject', 'at', 'id'] }],
});

const TRACE_PARENT = new TableColumn({ name: 'traceParent', type: 'text', isNullable: true });

export class AuditTrail1796300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(auditEntry);
    await queryRunner.addColumn('race', TRACE_PARENT);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('race', 'traceParent');
    await queryRunner.dropTable(auditEntry.name);
  }
}
