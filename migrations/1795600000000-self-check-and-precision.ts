/** Races that check themselves by a clone, races that end once their intervals are narrow enough, and what a race expects to find. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const TARGET_HALF_WIDTH = new TableColumn({ name: 'targetHalfWidth', type: 'double precision', isNullable: true });
const EXPECTED = new TableColumn({ name: 'expectedDetectableDifference', type: 'double precision', isNullable: true });
const CLONE_OF = new TableColumn({ name: 'cloneOf', type: 'text', isNullable: true });

export class SelfCheckAndPrecision1795600000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('race', [TARGET_HALF_WIDTH, EXPECTED]);
    await queryRunner.addColumn('run', CLONE_OF);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('run', 'cloneOf');
    await queryRunner.dropColumns('race', ['expectedDetectableDifference', 'targetHalfWidth']);
  }
}
