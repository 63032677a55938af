import { Column, Entity, Index, JoinColumn, ManyToOne, OneToMany, PrimaryColumn, type Relation } from 'typeorm';
import type { Graph } from '../protocol/graph';
import type { DivisionName, PrecisionName, TaskName } from '../protocol/messages';
import type { LatencyBound, QuestionName, RaceAnalysis } from '../statistics/analysis';
import { jsonColumn, momentColumn, safeIntegerColumn } from './columns';
import type { LengthPolicyName } from '../workloads/sequence-batches';
import { HardwareProfile } from './hardware-profile.entity';
import { Run } from './run.entity';

export const RACE_STATUSES = ['QUEUED', 'RUNNING', 'FINISHED', 'CANCELLED', 'FAILED', 'INTERRUPTED'] as const;
export type RaceStatusName = (typeof RACE_STATUSES)[number];
export type MetricName = 'LATENCY' | 'THROUGHPUT' | 'TIME_TO_FIRST_RESULT' | 'PEAK_MEMORY' | 'ENERGY' | 'SERVER_RATE';
export type EffortName = 'QUICK' | 'STANDARD' | 'RIGOROUS';
export type CompilationCachesName = 'WARM' | 'EMPTY';
export type DeviceKindName = 'CPU' | 'GPU';
export type EnvironmentGradeName = 'A' | 'B' | 'C';

/** Images on the disk (sizes in pixels), and how many processes or threads load them. */
export interface InputPipelineFacts {
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly workers: number;
}

/** How work comes; exactly one of its kinds. */
export interface ScenarioFacts {
  /** One request after the other from a client that waits for each answer. */
  readonly singleStream?: true;
  /** Everything is there from the beginning, and how it is asked for is left open. */
  readonly offline?: true;
  /** Requests one at a time from clients that never wait for the answers. */
  readonly server?: LatencyBound;
  /** Sequences of different lengths. */
  readonly variableLengths?: { readonly policy: LengthPolicyName };
  /** A model that is changed again and again. */
  readonly experimentation?: ExperimentationFacts;
  /** Images from the disk, through each engine's own loader. */
  readonly inputPipeline?: InputPipelineFacts;
}

/** A change of the model, and where its first result is waited for. */
export interface ExperimentationFacts {
  readonly edit: 'UNITS' | 'LAYER' | 'BATCH_SHAPE';
  /** LIVE: in the process that ran the model before the change; FRESH: in a new one. */
  readonly process: 'LIVE' | 'FRESH';
}

export interface NamedValue {
  name: string;
  value: string;
}
export interface FailureFacts {
  phase: string;
  code: string;
  message: string;
  advice: string | null;
  logTail: string | null;
}
export interface WarningFacts {
  code: string;
  message: string;
  runId: string | null;
}

@Entity('race')
@Index(['status', 'createdAt'])
@Index(['createdAt', 'id'])
@Index(['project', 'createdAt'])
@Index(['owner', 'finishedAt'])
@Index(['status', 'wanted', 'createdAt'])
export class Race {
  /** `race_…`, ordered by time of creation. */
  @PrimaryColumn('text')
  id!: string;

  @Column('text', { nullable: true })
  label!: string | null;

  /** Id of the token, or `subject:` and the subject, that started it; null where the server asks nobody who they are. */
  @Column('text', { nullable: true })
  owner!: string | null;

  /** Of whose project it is; null: of none. */
  @Column('text', { nullable: true })
  project!: string | null;

  @Column('text')
  status!: RaceStatusName;

  /** Workload id. */
  @Column('text')
  workload!: string;

  /** Every declared parameter with its value, the defaults filled in. */
  @Column(jsonColumn())
  parameters!: Record<string, number>;

  @Column('text')
  task!: TaskName;

  @Column('text')
  precision!: PrecisionName;

  @Column('text', { default: 'STRICT' })
  division!: DivisionName;

  /** The layers that the client sent itself; null for a workload of the catalog. */
  @Column(jsonColumn({ nullable: true }))
  graph!: Graph | null;

  @Column('integer')
  batchSize!: number;

  @Column('text')
  metric!: MetricName;

  /** Of the engines, where the time to the first result is raced; null where something else is, and of races before. */
  @Column('text', { nullable: true })
  compilationCaches!: CompilationCachesName | null;

  /** Null where the same work is asked for one after the other. */
  @Column(jsonColumn({ nullable: true }))
  scenario!: ScenarioFacts | null;

  @Column('text')
  question!: QuestionName;

  @Column('text')
  effort!: EffortName;

  @Column('double precision')
  practicalDifference!: number;

  /** Relative half-width that ends the race once every interval has it; null: a verdict does. */
  @Column('double precision', { nullable: true })
  targetHalfWidth!: number | null;

  /** What it would likely be able to tell apart, when measuring began; null where the machine had no race to judge by. */
  @Column('double precision', { nullable: true })
  expectedDetectableDifference!: number | null;

  @Column('double precision')
  budgetSeconds!: number;

  @Column('text')
  device!: DeviceKindName;

  @Column('integer')
  threads!: number;

  @Column(safeIntegerColumn())
  seed!: number;

  @Column('text', { nullable: true, unique: true })
  idempotencyKey!: string | null;

  @Column(momentColumn())
  createdAt!: number;

  @Column(momentColumn({ nullable: true }))
  startedAt!: number | null;

  @Column(momentColumn({ nullable: true }))
  finishedAt!: number | null;

  @Column('text', { nullable: true })
  hardwareProfileId!: string | null;

  @ManyToOne(() => HardwareProfile, { nullable: true, onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'hardwareProfileId' })
  hardwareProfile!: Relation<HardwareProfile> | null;

  @OneToMany(() => Run, (run) => run.race)
  runs!: Relation<Run[]>;

  /** Rounds that every surviving entrant completed. */
  @Column('integer')
  roundsCompleted!: number;

  /** Seconds of the budget already spent, also before an interruption. */
  @Column('double precision')
  spentSeconds!: number;

  /** How often measuring was begun since the last complete round: a race that keeps ending its server is given up. */
  @Column('integer')
  attempts!: number;

  /** SHA-256 of the file with weights and inputs; null until it was first made. */
  @Column('text', { nullable: true })
  tensorsSha256!: string | null;

  /** The analysis after the last complete round. */
  @Column(jsonColumn({ nullable: true }))
  analysis!: RaceAnalysis | null;

  /** One sentence a person can quote. */
  @Column('text', { nullable: true })
  verdict!: string | null;

  @Column(jsonColumn())
  warnings!: WarningFacts[];

  @Column(jsonColumn({ nullable: true }))
  failure!: FailureFacts | null;

  /** Which hosts may measure it, as `src/fleet/wanted.ts` spells it. */
  @Column('text', { default: 'any' })
  wanted!: string;

  /** The measuring host that has, or last had, it in hand. */
  @Column('text', { nullable: true })
  holder!: string | null;

  /** Counts up with every holder: a holder of an earlier number may not write any more. */
  @Column('integer', { default: 0 })
  fence!: number;

  /** Until when its holder has it unless the holder says more, by the database's clock; null while nobody has. */
  @Column(momentColumn({ nullable: true }))
  heldUntil!: number | null;

  /** When somebody asked the holder to stop. */
  @Column(momentColumn({ nullable: true }))
  cancelRequestedAt!: number | null;

  /** W3C trace context of the request that started it; null where nothing was traced. */
  @Column('text', { nullable: true })
  traceParent!: string | null;

  /** Sequence number of the last event. */
  @Column(safeIntegerColumn())
  lastSequence!: number;
}
