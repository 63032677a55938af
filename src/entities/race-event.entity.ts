import { Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { Interval } from '../statistics/analysis';
import { jsonColumn, momentColumn } from './columns';
import { Race, type RaceStatusName } from './race.entity';

export interface RunningEstimateFacts {
  runId: string;
  secondsPerIteration: Interval | null;
  /** Absent from events of races before energy was raced. */
  energyJoulesPerItem?: Interval | null;
  ratioToLeader: Interval | null;
}

export type RaceEventContent =
  | { kind: 'STATUS'; status: RaceStatusName }
  | { kind: 'PHASE'; runId: string; phase: string }
  | { kind: 'ROUND'; round: number; progress: number; running: RunningEstimateFacts[] };

@Entity('race_event')
export class RaceEvent {
  @PrimaryColumn('text')
  raceId!: string;

  /** From 1, without gaps, within its race. */
  @PrimaryColumn('integer')
  sequence!: number;

  @ManyToOne(() => Race, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race>;

  @Column(momentColumn())
  at!: number;

  @Column(jsonColumn())
  content!: RaceEventContent;
}
