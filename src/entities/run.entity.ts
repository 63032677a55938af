import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { DeviceDescription } from '../protocol/messages';
import { jsonColumn } from './columns';
import { Race, type FailureFacts, type NamedValue } from './race.entity';

export const RUN_STATUSES = ['QUEUED', 'RUNNING', 'FINISHED', 'UNSUPPORTED', 'FAILED', 'CANCELLED'] as const;
export type RunStatusName = (typeof RUN_STATUSES)[number];

export type ParityCheck = 'PARITY_OUTPUT' | 'PARITY_TOO_EXACT' | 'PARITY_LOSS' | 'PARITY_STEP_LOSS';
export interface ParityFacts {
  passed: boolean;
  /** The first check that does not hold; null where all do. */
  failedCheck: ParityCheck | null;
  /** Normwise error of the output over all batches, and its bound. */
  error: number;
  tolerance: number;
  /** What the precision cannot be more exact than. */
  minimumError: number;
  reference: string;
  /** TRAINING: relative error of the loss after the plain SGD steps. */
  lossError: number | null;
  /** TRAINING: largest relative error among the losses of the steps that are timed. */
  stepLossError: number | null;
  /** Bound of both. */
  lossTolerance: number | null;
}
export interface NodeImplementation {
  node: string;
  form: 'native' | 'composed';
}

@Entity('run')
@Index(['raceId', 'position'], { unique: true })
@Index(['engine', 'raceId'])
export class Run {
  /** `run_…` */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  raceId!: string;

  @ManyToOne(() => Race, (race) => race.runs, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race>;

  /** Place among the entrants, from 0. */
  @Column('integer')
  position!: number;

  /** Id of the run of the same race that this is a second copy of; null of an entrant. */
  @Column('text', { nullable: true })
  cloneOf!: string | null;

  @Column('text')
  label!: string;

  /** Engine id. */
  @Column('text')
  engine!: string;

  /** Variant id. */
  @Column('text')
  variant!: string;

  @Column('text')
  status!: RunStatusName;

  @Column('text', { nullable: true })
  engineVersion!: string | null;

  @Column(jsonColumn({ nullable: true }))
  device!: DeviceDescription | null;

  @Column(jsonColumn())
  settings!: NamedValue[];

  @Column(jsonColumn())
  implementation!: NodeImplementation[];

  @Column(jsonColumn({ nullable: true }))
  parity!: ParityFacts | null;

  @Column(jsonColumn({ nullable: true }))
  failure!: FailureFacts | null;
}
