/**
 * Races that have ended take less room: from now on their events are packed into one row, and blocks and phases of
 * trials are stored in shorter forms. What was stored before stays as it is, and stays readable.
 */
import { deflateRawSync } from 'node:zlib';
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { PACKED_MARK, unpackBlocks } from '../src/packing/blocks';
import { unpackEvents } from '../src/packing/events';
import { ask } from './ask';

const history = new Table({
  name: 'race_history',
  columns: [
    { name: 'raceId', type: 'text', isPrimary: true },
    { name: 'events', type: 'text' },
  ],
  foreignKeys: [
    { columnNames: ['raceId'], referencedTableName: 'race', referencedColumnNames: ['id'], onDelete: 'CASCADE' },
  ],
});

const ROWS_AT_ONCE = 500;

/** As they were written before. */
const COLUMNS = [
  ...(['pass', 'position', 'startNanoseconds', 'elapsedNanoseconds', 'deviceNanoseconds', 'drainNanoseconds'] as const),
  ...(['iterations', 'cpuNanoseconds', 'involuntarySwitches', 'majorFaults', 'batch', 'checksum'] as const),
];
const PHASES = ['spawn', 'import', 'initialise', 'build', 'compile', 'firstResult'];

interface StoredTrial {
  readonly id: string;
  readonly blocks: string;
  readonly warmUpBlocks: string;
  readonly phases: string;
}

export class CompactStorage1796800000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(history);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await unpackHistories(queryRunner);
    await unpackTrials(queryRunner);
    await queryRunner.dropTable(history.name);
  }
}

async function unpackHistories(queryRunner: QueryRunner): Promise<void> {
  const races = (await queryRunner.query('SELECT "raceId" FROM "race_history"')) as { raceId: string }[];
  for (const { raceId } of races) {
    const [row] = (await ask(queryRunner, 'SELECT "events" FROM "race_history" WHERE "raceId" = ?', [raceId])) as {
      events: string;
    }[];
    for (const { sequence, at, content } of unpackEvents(row?.events ?? '')) {
      const values = [raceId, sequence, at, JSON.stringify(content)];
      await ask(
        queryRunner,
        'INSERT INTO "race_event" ("raceId", "sequence", "at", "content") VALUES (?, ?, ?, ?)',
        values,
      );
    }
  }
}

async function unpackTrials(queryRunner: QueryRunner): Promise<void> {
  const page = `SELECT "id", "blocks", "warmUpBlocks", "phases" FROM "trial" WHERE "id" > ? ORDER BY "id" LIMIT ${ROWS_AT_ONCE}`;
  for (let last = ''; ;) {
    const trials = (await ask(queryRunner, page, [last])) as StoredTrial[];
    for (const { id, blocks, warmUpBlocks, phases } of trials) {
      const values = [deflatedBlocks(blocks), deflatedBlocks(warmUpBlocks), namedPhases(phases), id];
      await ask(
        queryRunner,
        'UPDATE "trial" SET "blocks" = ?, "warmUpBlocks" = ?, "phases" = ? WHERE "id" = ?',
        values,
      );
    }
    last = trials.at(-1)?.id ?? '';
    if (trials.length < ROWS_AT_ONCE) return;
  }
}

function deflatedBlocks(text: string): string {
  if (!text.startsWith(PACKED_MARK)) return text;
  const blocks = unpackBlocks(text);
  const columns = COLUMNS.map((column) => blocks.map((block) => block[column]));
  return deflateRawSync(JSON.stringify({ format: 2, columns })).toString('base64');
}

function namedPhases(text: string): string {
  const stored = JSON.parse(text) as unknown;
  if (!Array.isArray(stored)) return text;
  return JSON.stringify(
    Object.fromEntries(PHASES.map((name, index) => [`${name}Nanoseconds`, stored[index] as number])),
  );
}
