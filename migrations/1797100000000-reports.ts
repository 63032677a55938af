/** Reports: claims, and the races that answer them. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const column = (name: string, type: string) => ({ name, type, isNullable: false });
const optional = (name: string, type: string) => ({ name, type, isNullable: true });

const report = new Table({
  name: 'report',
  columns: [
    { ...column('id', 'text'), isPrimary: true },
    ...['label', 'owner', 'project'].map((name) => optional(name, 'text')),
    ...['kind', 'effort', 'engines', 'claims'].map((name) => column(name, 'text')),
    optional('device', 'text'),
    { ...optional('idempotencyKey', 'text'), isUnique: true },
    column('createdAt', 'bigint'),
  ],
  indices: [{ columnNames: ['createdAt', 'id'] }, { columnNames: ['project', 'createdAt'] }],
});

const race = new Table({
  name: 'report_race',
  columns: [
    { ...column('reportId', 'text'), isPrimary: true },
    { ...column('position', 'integer'), isPrimary: true },
    column('key', 'text'),
    column('name', 'text'),
    optional('raceId', 'text'),
    optional('endedAs', 'integer'),
  ],
  indices: [{ columnNames: ['raceId'] }],
  uniques: [{ columnNames: ['reportId', 'endedAs'] }],
  foreignKeys: [
    { columnNames: ['reportId'], referencedTableName: 'report', referencedColumnNames: ['id'], onDelete: 'CASCADE' },
    { columnNames: ['raceId'], referencedTableName: 'race', referencedColumnNames: ['id'], onDelete: 'SET NULL' },
  ],
});

export class Reports1797100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(report);
    await queryRunner.createTable(race);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(race.name);
    await queryRunner.dropTable(report.name);
  }
}
