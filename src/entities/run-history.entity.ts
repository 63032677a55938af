import { Column, Entity, Index, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Run } from './run.entity';

/** The trials of a run whose race has ended, all of them in one row: they are no longer among those of `trial`. */
@Entity('run_history')
export class RunHistory {
  @PrimaryColumn('text')
  runId!: string;

  @OneToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'runId' })
  run!: Relation<Run>;

  @Index()
  @Column('text')
  raceId!: string;

  /** What is told of each trial, packed by `packing/trials`, the first round first. */
  @Column('text')
  trials!: string;

  /** Their measured blocks, packed likewise. */
  @Column('text')
  blocks!: string;

  /** Blocks of their warm-ups, packed likewise. */
  @Column('text')
  warmUpBlocks!: string;
}
