import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import type { LatencyBound } from '../statistics/analysis';
import { jsonColumn, momentColumn, safeIntegerColumn } from './columns';
import { Race, type ExperimentationFacts } from './race.entity';
import { Run } from './run.entity';

/** How long a worker's life before the first measured block took, in nanoseconds. */
export interface TrialPhases {
  spawnNanoseconds: number;
  importNanoseconds: number;
  initialiseNanoseconds: number;
  buildNanoseconds: number;
  compileNanoseconds: number;
  firstResultNanoseconds: number;
}

const PHASES = [
  ...(['spawnNanoseconds', 'importNanoseconds', 'initialiseNanoseconds'] as const),
  ...(['buildNanoseconds', 'compileNanoseconds', 'firstResultNanoseconds'] as const),
] satisfies (keyof TrialPhases)[];

/** The form in which they are stored. */
export function numbersOfPhases(phases: TrialPhases): number[] {
  return PHASES.map((name) => phases[name]);
}

export function phasesOfNumbers(numbers: readonly number[]): TrialPhases {
  return Object.fromEntries(PHASES.map((name, index) => [name, numbers[index]])) as unknown as TrialPhases;
}

/** Rows of before have an object. */
const phaseNumbers = {
  to: (phases?: TrialPhases | number[]) => (phases && !Array.isArray(phases) ? numbersOfPhases(phases) : phases),
  from: (stored: TrialPhases | number[]) => (Array.isArray(stored) ? phasesOfNumbers(stored) : stored),
};

/** How a GPU was. Each is null where it is not told. */
export interface GpuStateFacts {
  smClockHertz: number | null;
  temperatureCelsius: number | null;
  /** Why its clock was not higher, by the driver's names, such as HW_SLOWDOWN; empty where nothing held it back. */
  clockReasons: string[] | null;
  /** Processes that computed on it and were none of the race's; null too where the server cannot see who is on it. */
  foreignProcesses: number | null;
}

/** What a counter of energy said of a trial: everything that its result is worked out from. */
export interface EnergyFacts {
  /** What the counter counts: "1 processor package and its memory". */
  covers: string;
  /** Of the counter over the work, the idle machine's part not yet taken off. */
  grossJoules: number;
  /** Taken right before the work, while nobody computed. */
  idleWatts: number;
  /** How long the work was measured. */
  seconds: number;
  /** Of these, inside blocks; between them lie checks, and in training the way back to the first weights. */
  blockSeconds: number;
  iterations: number;
  /** In those iterations, of the kind that the workload counts. */
  items: number;
}

/** What one schedule of requests found. Times in nanoseconds. */
export interface ProbeFacts {
  /** Requests a second that were due on average; null where each was due at once (the rate without a pause). */
  requestsPerSecond: number | null;
  /** Of the search (`statistics/rate-search.ts`), 0 without a pause. */
  step: number;
  requests: number;
  /** How long all of them took. */
  elapsedNanoseconds: number;
  /** Of these, took longer than the bound; without a pause counted from when each was issued. */
  overBound: number;
  /** By the generator's own fault: p99 over the requests. */
  latenessNanoseconds: number;
  /** A histogram of `latencies`. */
  latencies: string;
}

/** What a trial of a server found: everything that its result is worked out from. */
export interface ServingFacts extends LatencyBound {
  /** By how much of a step the grid of rates lay higher in this round. */
  gridShift: number;
  /** In the order in which they were run, also those whose generator was too late. */
  probes: ProbeFacts[];
}

/** What a trial told of sequences whose lengths differ, beside its blocks. */
export interface LengthsFacts {
  /** Every batch of a pass once, cold, the first result among them. */
  firstPassNanoseconds: number;
  /** Traced or compiled up to the end of that pass; null where the engine does not say. */
  compilations: number | null;
  /** And while its blocks were measured; null likewise. */
  compilationsWhileMeasured: number | null;
}

/** How much an engine traced or compiled for a model up to its first result. */
export interface CompilationFacts {
  /** Null where the engine does not say, absent in rows from before it was asked. */
  compilations?: number | null;
}

/** Of a trial's phases those of its model, after the start of its process. */
export type WorkPhaseFacts = Pick<TrialPhases, 'buildNanoseconds' | 'compileNanoseconds' | 'firstResultNanoseconds'>;

/** What came before the first result of a changed model, and what was compiled for it. */
export interface ExperimentFacts extends CompilationFacts {
  process: ExperimentationFacts['process'];
  /** What the model before the change took in the same process; null where the process never had it. */
  original: (WorkPhaseFacts & CompilationFacts) | null;
}

/** What keeps a pipeline from being faster. */
export type BottleneckName = 'MODEL' | 'LOADER' | 'BOTH';

/** Of a trial whose blocks are those of loader and model together: what else was timed in its passes. */
export interface PipelineFacts {
  /** Of all image files, one after the other. */
  imagesSha256: string;
  /** WARM: every file was read before anything was timed. */
  pageCache: 'WARM';
  /** Of whole blocks of the model alone on staged data, as many iterations each as the trial's blocks have. */
  modelNanoseconds: number[];
  /** Of whole blocks of the loader alone. */
  loaderNanoseconds: number[];
}

/** What a trial found beside its blocks, by what was raced; null where that was something else. */
export interface TrialFindings {
  /** What its work took. */
  energy: EnergyFacts | null;
  /** What its probes found. */
  serving: ServingFacts | null;
  /** Its first pass over sequences of different lengths, and what was compiled. */
  variableLengths: LengthsFacts | null;
  /** What its process did before the model was changed. */
  experiment: ExperimentFacts | null;
  /** What was timed beside its blocks, where images were loaded. */
  pipeline: PipelineFacts | null;
}

export const NO_FINDINGS: TrialFindings = {
  ...{ energy: null, serving: null, variableLengths: null, experiment: null, pipeline: null },
};

/** Those of a trial, and nothing else of it. */
export function findingsOf(trial: TrialFindings): TrialFindings {
  const { energy, serving, variableLengths, experiment, pipeline } = trial;
  return { energy, serving, variableLengths, experiment, pipeline };
}

@Entity('trial')
@Index(['runId', 'round'], { unique: true })
@Index(['raceId', 'round'])
export class Trial implements TrialFindings {
  /** `trial_…` */
  @PrimaryColumn('text')
  id!: string;

  @Column('text')
  raceId!: string;

  @ManyToOne(() => Race, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'raceId' })
  race!: Relation<Race>;

  @Column('text')
  runId!: string;

  @ManyToOne(() => Run, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'runId' })
  run!: Relation<Run>;

  /** From 1. */
  @Column('integer')
  round!: number;

  @Column(momentColumn())
  startedAt!: number;

  @Column('integer')
  iterationsPerBlock!: number;

  /** Every measured block, packed by `block-codec`. */
  @Column('text')
  blocks!: string;

  /** Blocks of the warm-up, packed likewise. */
  @Column('text')
  warmUpBlocks!: string;

  /** Times of single iterations, a histogram of `latencies`; null where latency was not raced. */
  @Column('text', { nullable: true })
  latencies!: string | null;

  /** Part of the processors' time during its blocks that went to others; null where not known. */
  @Column('double precision', { nullable: true })
  foreignShare!: number | null;

  /** Of the processors that computed during its blocks, their median; null where the system does not tell. */
  @Column('double precision', { nullable: true })
  clockHertz!: number | null;

  /** Of the GPU while this entrant computed on it; null of a race on a CPU, and where nothing tells. */
  @Column(jsonColumn({ nullable: true }))
  gpu!: GpuStateFacts | null;

  /** NOT_STEADY, … */
  @Column(jsonColumn())
  tags!: string[];

  @Column(jsonColumn({ transformer: phaseNumbers }))
  phases!: TrialPhases;

  @Column(safeIntegerColumn({ nullable: true }))
  peakResidentBytes!: number | null;

  /** Null where energy was not raced. */
  @Column(jsonColumn({ nullable: true }))
  energy!: EnergyFacts | null;

  /** Null where nothing was served. */
  @Column(jsonColumn({ nullable: true }))
  serving!: ServingFacts | null;

  /** Null where all sequences are as long. */
  @Column(jsonColumn({ nullable: true }))
  variableLengths!: LengthsFacts | null;

  /** Null where no change of a model is raced. */
  @Column(jsonColumn({ nullable: true }))
  experiment!: ExperimentFacts | null;

  /** Null where nothing was loaded. */
  @Column(jsonColumn({ nullable: true }))
  pipeline!: PipelineFacts | null;

  /** Most device memory that the framework held at once. */
  @Column(safeIntegerColumn({ nullable: true }))
  peakDeviceBytes!: number | null;
}
