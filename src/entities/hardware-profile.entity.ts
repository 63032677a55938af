import { Column, Entity, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { jsonColumn, momentColumn } from './columns';
import { MachineLimit } from './machine-limit.entity';

export interface GpuFacts {
  name: string;
  memoryBytes: number;
  driverVersion: string;
  cudaVersion: string | null;
  computeCapability: string | null;
  powerLimitWatts: number | null;
}

/** The facts that decide what a machine can do; the fingerprint is the SHA-256 of their canonical JSON. */
export interface HardwareFacts {
  cpuModel: string;
  cpuCores: number;
  cpuFeatures: string[];
  memoryBytes: number;
  gpus: GpuFacts[];
  operatingSystem: string;
  kernel: string;
  virtualization: string | null;
}

@Entity('hardware_profile')
export class HardwareProfile {
  /** `hw_…` */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { unique: true })
  fingerprint!: string;

  @Column(jsonColumn())
  facts!: HardwareFacts;

  @Column(momentColumn())
  createdAt!: number;

  /** Every measurement; loaded where asked for. */
  @OneToMany(() => MachineLimit, (limit) => limit.hardwareProfile)
  limits?: Relation<MachineLimit[]>;
}
