/** Races over a client's own layers, divisions, and the device memory of a trial. */
import { TableColumn, type MigrationInterface, type QueryRunner } from 'typeorm';

const DIVISION = new TableColumn({ name: 'division', type: 'text', isNullable: false, default: "'STRICT'" });
const GRAPH = new TableColumn({ name: 'graph', type: 'text', isNullable: true });
const PEAK_DEVICE_BYTES = new TableColumn({ name: 'peakDeviceBytes', type: 'bigint', isNullable: true });

export class LayersAndDivisions1795500000000 implements MigrationInterface {
  async up(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.addColumns('race', [DIVISION, GRAPH]);
    await queryRunner.addColumn('trial', PEAK_DEVICE_BYTES);
  }

  async down(queryRunner: QueryRunner): Promise<void> {
    await queryRunner.dropColumn('trial', 'peakDeviceBytes');
    await queryRunner.dropColumns('race', ['graph', 'division']);
  }
}
