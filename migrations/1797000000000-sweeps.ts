/** Sweeps: the same race at several values of one thing. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const column = (name: string, type: string) => ({ name, type, isNullable: false });
const optional = (name: string, type: string) => ({ name, type, isNullable: true });

const sweep = new Table({
  name: 'sweep',
  columns: [
    { ...column('id', 'text'), isPrimary: true },
    ...['label', 'owner', 'project'].map((name) => optional(name, 'text')),
    column('over', 'text'),
    optional('parameter', 'text'),
    { ...optional('idempotencyKey', 'text'), isUnique: true },
    column('createdAt', 'bigint'),
  ],
  indices: [{ columnNames: ['createdAt', 'id'] }, { columnNames: ['project', 'createdAt'] }],
});

const point = new Table({
  name: 'sweep_point',
  columns: [
    { ...column('sweepId', 'text'), isPrimary: true },
    { ...column('position', 'integer'), isPrimary: true },
    column('value', 'integer'),
    optional('raceId', 'text'),
  ],
  indices: [{ columnNames: ['raceId'] }],
  foreignKeys: [
    { columnNames: ['sweepId'], referencedTableName: 'sweep', referencedColumnNames: ['id'], onDelete: 'CASCADE' },
    { columnNames: ['raceId'], referencedTableName: 'race', referencedColumnNames: ['id'], onDelete: 'SET NULL' },
  ],
});

export class Sweeps1797000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(sweep);
    await queryRunner.createTable(point);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(point.name);
    await queryRunner.dropTable(sweep.name);
  }
}
