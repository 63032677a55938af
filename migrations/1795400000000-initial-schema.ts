/** The first schema. Written with the Table API, so that one file serves SQLite and PostgreSQL. */
import { Table, type MigrationInterface, type QueryRunner, type TableColumnOptions, type TableOptions } from 'typeorm';

type Column = TableColumnOptions;
const column = (name: string, type: string): Column => ({ name, type, isNullable: false });
const text = (name: string) => column(name, 'text');
const integer = (name: string) => column(name, 'integer');
/** Moments (epoch milliseconds) and integers up to 2^53 - 1. */
const large = (name: string) => column(name, 'bigint');
const real = (name: string) => column(name, 'double precision');
const nullable = (of: Column): Column => ({ ...of, isNullable: true });
const primary = (of: Column): Column => ({ ...of, isPrimary: true });
const belongsTo = (column: string, table: string, onDelete: 'CASCADE' | 'RESTRICT') => ({
  columnNames: [column],
  referencedTableName: table,
  referencedColumnNames: ['id'],
  onDelete,
});

const hardwareProfile: TableOptions = {
  name: 'hardware_profile',
  columns: [primary(text('id')), text('fingerprint'), text('facts'), large('createdAt')],
  uniques: [{ columnNames: ['fingerprint'] }],
};

const race: TableOptions = {
  name: 'race',
  columns: [
    primary(text('id')),
    nullable(text('label')),
    text('status'),
    text('workload'),
    text('parameters'),
    text('task'),
    text('precision'),
    integer('batchSize'),
    text('metric'),
    text('question'),
    text('effort'),
    real('practicalDifference'),
    real('budgetSeconds'),
    text('device'),
    integer('threads'),
    large('seed'),
    nullable(text('idempotencyKey')),
    large('createdAt'),
    nullable(large('startedAt')),
    nullable(large('finishedAt')),
    nullable(text('hardwareProfileId')),
    integer('roundsCompleted'),
    real('spentSeconds'),
    integer('attempts'),
    nullable(text('tensorsSha256')),
    nullable(text('analysis')),
    nullable(text('verdict')),
    text('warnings'),
    nullable(text('failure')),
    large('lastSequence'),
  ],
  uniques: [{ columnNames: ['idempotencyKey'] }],
  indices: [{ columnNames: ['status', 'createdAt'] }, { columnNames: ['createdAt', 'id'] }],
  foreignKeys: [belongsTo('hardwareProfileId', 'hardware_profile', 'RESTRICT')],
};

const run: TableOptions = {
  name: 'run',
  columns: [
    primary(text('id')),
    text('raceId'),
    integer('position'),
    text('label'),
    text('engine'),
    text('variant'),
    text('status'),
    nullable(text('engineVersion')),
    nullable(text('device')),
    text('settings'),
    text('implementation'),
    nullable(text('parity')),
    nullable(text('failure')),
  ],
  indices: [{ columnNames: ['raceId', 'position'], isUnique: true }, { columnNames: ['engine', 'raceId'] }],
  foreignKeys: [belongsTo('raceId', 'race', 'CASCADE')],
};

const trial: TableOptions = {
  name: 'trial',
  columns: [
    primary(text('id')),
    text('raceId'),
    text('runId'),
    integer('round'),
    large('startedAt'),
    integer('iterationsPerBlock'),
    text('blocks'),
    text('warmUpBlocks'),
    text('tags'),
    text('phases'),
    nullable(large('peakResidentBytes')),
  ],
  indices: [{ columnNames: ['runId', 'round'], isUnique: true }, { columnNames: ['raceId', 'round'] }],
  foreignKeys: [belongsTo('raceId', 'race', 'CASCADE'), belongsTo('runId', 'run', 'CASCADE')],
};

const raceEvent: TableOptions = {
  name: 'race_event',
  columns: [primary(text('raceId')), primary(integer('sequence')), large('at'), text('content')],
  foreignKeys: [belongsTo('raceId', 'race', 'CASCADE')],
};

export class InitialSchema1795400000000 implements MigrationInterface {
  readonly name = 'InitialSchema1795400000000';

  async up(queryRunner: QueryRunner): Promise<void> {
    for (const table of [hardwareProfile, race, run, trial, raceEvent]) await queryRunner.createTable(new Table(table));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    for (const table of [raceEvent, trial, run, race, hardwareProfile]) await queryRunner.dropTable(table.name);
  }
}
