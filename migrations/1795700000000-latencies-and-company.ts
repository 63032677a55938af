/** Trials that keep the times of single iterations, and how much else computed beside them. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const LATENCIES = new TableColumn({ name: 'latencies', type: 'text', isNullable: true });
const FOREIGN_SHARE = new TableColumn({ name: 'foreignShare', type: 'double precision', isNullable: true });

export class LatenciesAndCompany1795700000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('trial', [LATENCIES, FOREIGN_SHARE]);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumns('trial', ['foreignShare', 'latencies']);
  }
}
