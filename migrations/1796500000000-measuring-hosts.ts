/** Hosts that measure, and races that are held by one of them at a time. */
import { randomUUID } from 'node:crypto';
import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const text = (name: string) => ({ name, type: 'text', isNullable: false });
const moment = (name: string, isNullable = false) => ({ name, type: 'bigint', isNullable });

const deployment = new Table({ name: 'deployment', columns: [{ ...text('id'), isPrimary: true }] });

const measuringHost = new Table({
  name: 'measuring_host',
  columns: [
    { ...text('id'), isPrimary: true },
    ...['name', 'labels', 'hardwareProfileId'].map(text),
    moment('startedAt'),
    moment('lastSeenAt'),
    moment('stoppedAt', true),
  ],
  indices: [{ columnNames: ['lastSeenAt'] }],
  foreignKeys: [
    {
      columnNames: ['hardwareProfileId'],
      referencedTableName: 'hardware_profile',
      referencedColumnNames: ['id'],
      onDelete: 'CASCADE',
    },
  ],
});

const OF_RACES = [
  new TableColumn({ ...text('wanted'), default: "'any'" }),
  new TableColumn({ ...text('holder'), isNullable: true }),
  new TableColumn({ name: 'fence', type: 'integer', isNullable: false, default: 0 }),
  new TableColumn(moment('heldUntil', true)),
  new TableColumn(moment('cancelRequestedAt', true)),
];

const WAITING = new TableIndex({ columnNames: ['status', 'wanted', 'createdAt'] });

export class MeasuringHosts1796500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(deployment);
    await queryRunner.query(`INSERT INTO "deployment" ("id") VALUES ('${randomUUID()}')`);
    await queryRunner.createTable(measuringHost);
    await queryRunner.addColumns('race', OF_RACES);
    await queryRunner.createIndex('race', WAITING);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropIndex('race', WAITING);
    await queryRunner.dropColumns('race', ['cancelRequestedAt', 'heldUntil', 'fence', 'holder', 'wanted']);
    await queryRunner.dropTable(measuringHost.name);
    await queryRunner.dropTable(deployment.name);
  }
}
