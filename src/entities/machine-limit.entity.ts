import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { PrecisionName } from '../protocol/messages';
import { jsonColumn, momentColumn } from './columns';
import { HardwareProfile } from './hardware-profile.entity';
import type { DeviceKindName } from './race.entity';

/** Three arrays of together so many bytes, and the bytes that moved in a second while two were summed into the third. */
export interface MemoryStreamFacts {
  workingSetBytes: number;
  bytesPerSecond: number;
}

/** One measurement of what a machine can do at most. Every one is kept: the limit is the greatest of them. */
@Entity('machine_limit')
@Index(['hardwareProfileId', 'device', 'precision'])
export class MachineLimit {
  /** A UUID: limits are never asked for one by one. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  hardwareProfileId!: string;

  @ManyToOne(() => HardwareProfile, (profile) => profile.limits, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'hardwareProfileId' })
  hardwareProfile!: Relation<HardwareProfile>;

  @Column('text')
  device!: DeviceKindName;

  @Column('text')
  precision!: PrecisionName;

  /** Null for a GPU. */
  @Column('integer', { nullable: true })
  threads!: number | null;

  /** Of the fastest matrix product. */
  @Column('double precision')
  flopsPerSecond!: number;

  /** Engine that computed it, its variant and version, and rows and columns of the matrices. */
  @Column('text')
  engine!: string;

  @Column('text')
  variant!: string;

  @Column('text')
  engineVersion!: string;

  @Column('integer')
  matrixSize!: number;

  /** By size, the smallest first. */
  @Column(jsonColumn())
  streams!: MemoryStreamFacts[];

  @Column(momentColumn())
  measuredAt!: number;
}
