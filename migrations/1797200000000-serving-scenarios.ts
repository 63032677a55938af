/** Races of how many requests a second are served in time: the scenario, and what each trial's probes found. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const SCENARIO = new TableColumn({ name: 'scenario', type: 'text', isNullable: true });
const SERVING = new TableColumn({ name: 'serving', type: 'text', isNullable: true });

export class ServingScenarios1797200000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('race', SCENARIO);
    await queryRunner.addColumn('trial', SERVING);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'serving');
    await queryRunner.dropColumn('race', 'scenario');
  }
}
