/** Races through input pipelines: what was timed of each trial beside its blocks. (What was asked for is in `scenario`.) */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const PIPELINE = new TableColumn({ name: 'pipeline', type: 'text', isNullable: true });

export class InputPipelines1797300000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('trial', PIPELINE);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'pipeline');
  }
}
