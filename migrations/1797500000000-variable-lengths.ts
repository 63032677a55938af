/** Races of sequences whose lengths differ: what each trial's first pass over them took, and what was compiled. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const VARIABLE_LENGTHS = new TableColumn({ name: 'variableLengths', type: 'text', isNullable: true });

export class VariableLengths1797500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('trial', VARIABLE_LENGTHS);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'variableLengths');
  }
}
