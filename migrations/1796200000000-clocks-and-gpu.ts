/** Trials that keep how fast the processors were clocked, and what the GPU was like. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const CLOCK_HERTZ = new TableColumn({ name: 'clockHertz', type: 'double precision', isNullable: true });
const GPU = new TableColumn({ name: 'gpu', type: 'text', isNullable: true });

export class ClocksAndGpu1796200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('trial', [CLOCK_HERTZ, GPU]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns('trial', ['gpu', 'clockHertz']);
  }
}
