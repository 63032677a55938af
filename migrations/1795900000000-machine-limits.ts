/** What a machine can do at most, beside its profile. */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';

const column = (name: string, type: string) => ({ name, type, isNullable: false });
const text = (name: string) => column(name, 'text');

const machineLimit = new Table({
  name: 'machine_limit',
  columns: [
    { ...text('id'), isPrimary: true },
    ...['hardwareProfileId', 'device', 'precision'].map(text),
    { ...column('threads', 'integer'), isNullable: true },
    column('flopsPerSecond', 'double precision'),
    ...['engine', 'variant', 'engineVersion'].map(text),
    column('matrixSize', 'integer'),
    text('streams'),
    column('measuredAt', 'bigint'),
  ],
  indices: [{ columnNames: ['hardwareProfileId', 'device', 'precision'] }],
  foreignKeys: [
    {
      columnNames: ['hardwareProfileId'],
      referencedTableName: 'hardware_profile',
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});

export class MachineLimits1795900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(machineLimit);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropTable(machineLimit.name);
  }
}
