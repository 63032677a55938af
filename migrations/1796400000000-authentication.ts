/** API tokens, and races that belong to who started them and to a project. */
import { Table, TableColumn, TableIndex, type MigrationInterface, type QueryRunner } from 'typeorm';

const column = (name: string, type: string) => ({ name, type, isNullable: false });
const optional = (name: string, type: string) => ({ name, type, isNullable: true });

const apiToken = new Table({
  name: 'api_token',
  columns: [
    { ...column('id', 'text'), isPrimary: true },
    column('name', 'text'),
    { ...column('secretSha256', 'text'), isUnique: true },
    column('scope', 'text'),
    optional('projects', 'text'),
    optional('maximumQueuedRaces', 'integer'),
    optional('deviceSecondsPerDay', 'double precision'),
    column('createdAt', 'bigint'),
    ...['expiresAt', 'revokedAt', 'lastUsedAt'].map((name) => optional(name, 'bigint')),
  ],
});

/** Of races that were deleted. */
const spentTime = new Table({
  name: 'spent_time',
  columns: [
    { ...column('raceId', 'text'), isPrimary: true },
    column('owner', 'text'),
    column('seconds', 'double precision'),
    column('finishedAt', 'bigint'),
  ],
  indices: [{ columnNames: ['owner', 'finishedAt'] }],
});

const OWNER = new TableColumn(optional('owner', 'text'));
const PROJECT = new TableColumn(optional('project', 'text'));
const INDICES = [
  ['project', 'createdAt'],
  ['owner', 'finishedAt'],
].map((columnNames) => new TableIndex({ columnNames }));

export class Authentication1796400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(apiToken);
    await queryRunner.createTable(spentTime);
    await queryRunner.addColumns('race', [OWNER, PROJECT]);
    await queryRunner.createIndices('race', INDICES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const race = await queryRunner.getTable('race');
    const ours = race?.indices.filter(({ columnNames }) =>
      INDICES.some((index) => index.columnNames.join() === columnNames.join()),
    );
    await queryRunner.dropIndices('race', ours ?? []);
    await queryRunner.dropColumns('race', ['project', 'owner']);
    await queryRunner.dropTable('spent_time');
    await queryRunner.dropTable('api_token');
  }
}
