import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, type Relation } from 'typeorm';
import { Race } from './race.entity';

/** The events of a race that has ended, all of them in one row: they are no longer among those of `race_event`. */
@Entity('race_history')
export class RaceHistory {
  @PrimaryColumn('text')
  raceId!: string;

  @OneToOne(() => Race, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race>;

  /** Packed by `packing/events`. */
  @Column('text')
  events!: string;
}
