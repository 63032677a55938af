import { Column, Entity, Index, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import { momentColumn } from './columns';
import { SweepPoint } from './sweep-point.entity';

export type SweepDimensionName = 'BATCH_SIZE' | 'THREADS' | 'SEQUENCE_LENGTH' | 'PARAMETER';

/** The same race at several values of one thing. */
@Entity('sweep')
@Index(['createdAt', 'id'])
@Index(['project', 'createdAt'])
export class Sweep {
  /** `sweep_…`, ordered by time of creation. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  /** As of a race. */
  @Column('text', { nullable: true })
  owner!: string | null;

  /** Of whose project it is, and each of its races; null: of none. */
  @Column('text', { nullable: true })
  project!: string | null;

  @Column('text')
  over!: SweepDimensionName;

  /** The workload's parameter that differs; null where no parameter does. */
  @Column('text', { nullable: true })
  parameter!: string | null;

  @Column('text', { nullable: true, unique: true })
  idempotencyKey!: string | null;

  @Column(momentColumn())
  createdAt!: number;

  @OneToMany(() => SweepPoint, (point) => point.sweep)
  points!: Relation<SweepPoint[]>;
}
