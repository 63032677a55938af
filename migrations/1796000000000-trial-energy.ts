/** Trials that keep what a counter of energy said of them. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

export class TrialEnergy1796000000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('trial', new TableColumn({ name: 'energy', type: 'text', isNullable: true }));
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'energy');
  }
}
