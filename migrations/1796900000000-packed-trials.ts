/**
 * Races that have ended take less room: from now on the trials of a run are packed into one row when its race ends.
 * What was stored before stays as it is, and stays readable.
 */
import { Table, type MigrationInterface, type QueryRunner } from 'typeorm';
import { packBlocks } from '../src/packing/blocks';
import { unpackBlocksOfTrials, unpackTrials } from '../src/packing/trials';
import { ask } from './ask';

const history = new Table({
  name: 'run_history',
  columns: [
    { name: 'runId', type: 'text', isPrimary: true },
    ...['raceId', 'trials', 'blocks', 'warmUpBlocks'].map((name) => ({ name, type: 'text' })),
  ],
  indices: [{ columnNames: ['raceId'] }],
  foreignKeys: [
    { columnNames: ['runId'], referencedTableName: 'run', referencedColumnNames: ['id'], onDelete: 'CASCADE' },
  ],
});

interface Packed {
  readonly runId: string;
  readonly raceId: string;
  readonly trials: string;
  readonly blocks: string;
  readonly warmUpBlocks: string;
}

const COLUMNS = [
  ...['id', 'raceId', 'runId', 'round', 'startedAt', 'iterationsPerBlock', 'blocks', 'warmUpBlocks', 'latencies'],
  ...['foreignShare', 'clockHertz', 'gpu', 'tags', 'phases', 'peakResidentBytes', 'peakDeviceBytes', 'energy'],
];
const INSERT = `INSERT INTO "trial" (${COLUMNS.map((column) => `"${column}"`).join(', ')})
  VALUES (${COLUMNS.map(() => '?').join(', ')})`;

export class PackedTrials1796900000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.createTable(history);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    const runs = (await queryRunner.query('SELECT "runId" FROM "run_history"')) as { runId: string }[];
    for (const { runId } of runs) {
      const [row] = (await ask(queryRunner, 'SELECT * FROM "run_history" WHERE "runId" = ?', [runId])) as Packed[];
      if (row) await unpack(queryRunner, row);
    }
    await queryRunner.dropTable(history.name);
  }
}

async function unpack(queryRunner: QueryRunner, { runId, raceId, ...packed }: Packed): Promise<void> {
  const [measured, warmUps] = [unpackBlocksOfTrials(packed.blocks), unpackBlocksOfTrials(packed.warmUpBlocks)];
  for (const [index, trial] of unpackTrials(packed.trials).entries()) {
    const { round, startedAt, iterationsPerBlock, latencies, foreignShare, clockHertz } = trial;
    const { gpu, tags, phases, peakResidentBytes, peakDeviceBytes, energy } = trial;
    await ask(queryRunner, INSERT, [
      ...[`trial_${runId.slice('run_'.length)}-${round}`, raceId, runId, round, startedAt, iterationsPerBlock],
      ...[packBlocks(measured[index] ?? []), packBlocks(warmUps[index] ?? []), latencies, foreignShare, clockHertz],
      ...[gpu && JSON.stringify(gpu), JSON.stringify(tags), JSON.stringify(phases)],
      ...[peakResidentBytes, peakDeviceBytes, energy && JSON.stringify(energy)],
    ]);
  }
}
