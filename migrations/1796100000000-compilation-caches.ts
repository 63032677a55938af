/** Races of the time to the first result that say whether their compilation caches were empty or warm. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const COMPILATION_CACHES = new TableColumn({ name: 'compilationCaches', type: 'text', isNullable: true });

export class CompilationCaches1796100000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumn('race', COMPILATION_CACHES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('race', 'compilationCaches');
  }
}
