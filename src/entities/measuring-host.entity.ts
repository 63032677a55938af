import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { jsonColumn, momentColumn } from './columns';
import { HardwareProfile } from './hardware-profile.entity';

/** A process that measures, from its start to its end; a host that starts again is a new row. */
@Entity('measuring_host')
@Index(['lastSeenAt'])
export class MeasuringHost {
  /** `host_…` */
  @PrimaryColumn('text')
  id!: string;

  /** What the machine calls itself. */
  @Column('text')
  name!: string;

  /** What a race may ask for, sorted. */
  @Column(jsonColumn())
  labels!: string[];

  @Column('text')
  hardwareProfileId!: string;

  @ManyToOne(() => HardwareProfile, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'hardwareProfileId' })
  hardwareProfile!: Relation<HardwareProfile>;

  /** Moments by the database's clock. */
  @Column(momentColumn())
  startedAt!: number;

  @Column(momentColumn())
  lastSeenAt!: number;

  /** Null while it works, and where it ended without a word. */
  @Column(momentColumn({ nullable: true }))
  stoppedAt!: number | null;
}
