import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Race } from './race.entity';
import { Sweep } from './sweep.entity';

/** One value of a sweep, and the race that measures it. */
@Entity('sweep_point')
export class SweepPoint {
  @PrimaryColumn('text')
  sweepId!: string;

  @ManyToOne(() => Sweep, (sweep) => sweep.points, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'sweepId' })
  sweep!: Relation<Sweep>;

  /** From 0, by value. */
  @PrimaryColumn('integer')
  position!: number;

  @Column('integer')
  value!: number;

  /** Null once the race was deleted. */
  @Index()
  @Column('text', { nullable: true })
  raceId!: string | null;

  @ManyToOne(() => Race, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race> | null;
}
