import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, Unique, type Relation } from 'typeorm';
import { Race } from './race.entity';
import { Report } from './report.entity';

/** One of the races of a report. */
@Entity('report_race')
@Unique(['reportId', 'endedAs'])
export class ReportRace {
  @PrimaryColumn('text')
  reportId!: string;

  @ManyToOne(() => Report, (report) => report.races, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'reportId' })
  report!: Relation<Report>;

  /** From 0, in the order of the queue. */
  @PrimaryColumn('integer')
  position!: number;

  /** By which the claims refer to it. */
  @Column('text')
  key!: string;

  /** In words. */
  @Column('text')
  name!: string;

  /** Null once the race was deleted, or where no entrant could run. */
  @Index()
  @Column('text', { nullable: true })
  raceId!: string | null;

  /** From 1: as which one it was seen to have ended, in the numbers of the report's events; null before. */
  @Column('integer', { nullable: true })
  endedAs!: number | null;

  @ManyToOne(() => Race, { nullable: true, onDelete: 'SET NULL' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race> | null;
}
