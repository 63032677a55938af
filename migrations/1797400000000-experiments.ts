/** Races of changed models: what each trial's process did before the change. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const EXPERIMENT = new TableColumn({ name: 'experiment', type: 'text', isNullable: true });

export class Experiments1797400000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('trial', EXPERIMENT);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'experiment');
  }
}
