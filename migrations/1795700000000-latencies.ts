/** Trials that keep the times of single iterations. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const LATENCIES = new TableColumn({ name: 'latencies', type: 'text', isNullable: true });

export class Latencies1795700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('trial', LATENCIES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'latencies');
  }
}
