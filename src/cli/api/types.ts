/** What the command line reads from the API: the parts of the public schema that its documents select. */
import type { RunLengthsView, VariableLengthsView } from './lengths-views';
import type { EditStartView } from './edit-start-view';
import type { PipelineView, RunPipelineView, ScenarioInput } from './scenario-types';

export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
}

export interface FailureView {
  readonly phase: string;
  readonly code: string;
  readonly message: string;
  readonly advice: string | null;
  readonly logTail: string | null;
}

export interface EngineView {
  readonly id: string;
  readonly name: string;
  readonly version: string | null;
  readonly available: boolean;
  readonly unavailableReason: string | null;
  readonly runtime: string;
  readonly variants: readonly { readonly id: string; readonly description: string; readonly default: boolean }[];
  readonly devices: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
  readonly precisions: readonly string[];
  readonly tasks: readonly string[];
}

export interface LimitView {
  readonly device: string;
  readonly precision: string;
  readonly threads: number | null;
  readonly flopsPerSecond: number;
  readonly engine: string;
  readonly variant: string;
  readonly engineVersion: string;
  readonly matrixSize: number;
  readonly streams: readonly { readonly workingSetBytes: number; readonly bytesPerSecond: number }[];
  readonly measuredAt: string;
}

export interface LimitedMachineView {
  readonly id: string;
  readonly cpuModel: string;
  readonly limits: readonly LimitView[];
}

export interface RunView {
  readonly id: string;
  readonly label: string;
  readonly status: string;
  readonly engineVersion: string | null;
  readonly engine: { readonly id: string; readonly name: string };
  readonly variant: { readonly id: string };
  readonly device: { readonly id: string; readonly name: string } | null;
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  readonly parity: { readonly passed: boolean; readonly error: number; readonly tolerance: number } | null;
  readonly secondsPerIteration: Estimate | null;
  /** Where that is what was raced. */
  readonly timeToFirstResultSeconds: Estimate | null;
  /** Medians; null where its processes never started alone. */
  readonly coldStart: {
    readonly importSeconds: number;
    readonly compileSeconds: number;
    readonly timeToFirstResultSeconds: number;
    readonly timeToSteadySeconds: number | null;
    readonly steadySecondsPerIteration: number | null;
  } | null;
  /** Medians; null where no change of a model is raced. */
  readonly editStart: EditStartView | null;
  readonly itemsPerSecond: Estimate | null;
  readonly flopsPerSecond: Estimate | null;
  /** In seconds, where that is what was raced; null where too few iterations were timed to be certain. */
  readonly latency: {
    readonly p50: number;
    readonly p90: number | null;
    readonly p99: number | null;
    readonly count: number;
  } | null;
  /** Of what the machine was measured to be able to do; null while it was not. */
  readonly percentOfLimit: number | null;
  readonly limitedBy: 'COMPUTE' | 'MEMORY' | null;
  /** Most that one of its processes held. */
  readonly peakMemoryBytes: number | null;
  readonly peakDeviceMemoryBytes: number | null;
  readonly hostBoundShare: number | null;
  /** Where that is what was raced. */
  readonly energyJoulesPerItem: Estimate | null;
  readonly requestsPerSecond: Estimate | null;
  /** Null where all sequences are as long. */
  readonly variableLengths: RunLengthsView | null;
  /** Seconds for each batch; null where no images were loaded. */
  readonly inputPipeline: RunPipelineView<Estimate> | null;
  readonly failure: FailureView | null;
}

export type RaceStatus = 'QUEUED' | 'RUNNING' | 'FINISHED' | 'CANCELLED' | 'FAILED' | 'INTERRUPTED';

/** Nothing happens to such a race any more. */
export function isOver(status: RaceStatus): boolean {
  return status !== 'QUEUED' && status !== 'RUNNING';
}

export interface RaceView {
  readonly id: string;
  readonly label: string | null;
  readonly status: RaceStatus;
  readonly workload: { readonly id: string; readonly name: string; readonly itemName: string };
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  /** Null before it began. */
  readonly hardware: {
    readonly fingerprint: string;
    readonly cpuModel: string;
    readonly cpuCores: number;
    readonly memoryBytes: number;
    readonly gpus: readonly {
      readonly name: string;
      readonly memoryBytes: number;
      readonly driverVersion: string;
      readonly cudaVersion: string | null;
    }[];
  } | null;
  readonly task: string;
  readonly precision: string;
  readonly batchSize: number;
  readonly division: string;
  readonly metric: string;
  /** Null where the time to the first result was not raced. */
  readonly compilationCaches: string | null;
  /** Null where no requests were served. */
  readonly scenario: {
    readonly server: { readonly latencyBoundSeconds: number; readonly percentile: number } | null;
    readonly variableLengths: VariableLengthsView | null;
    readonly experimentation: { readonly edit: string; readonly process: string } | null;
    readonly inputPipeline: PipelineView | null;
  } | null;
  readonly question: string;
  readonly effort: string;
  readonly practicalDifference: number;
  readonly seed: number;
  readonly targetHalfWidth: number | null;
  readonly tensorsSha256: string | null;
  readonly expectedDetectableDifference: number | null;
  readonly roundsCompleted: number;
  readonly verdict: string | null;
  readonly environmentGrade: string | null;
  readonly disturbances: readonly { readonly code: string; readonly blockShare: number; readonly message: string }[];
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly runs: readonly RunView[];
  readonly standings: readonly {
    readonly tier: number;
    readonly run: { readonly id: string; readonly label: string };
  }[];
  readonly comparisons: readonly ComparisonView[];
  /** An entrant against its own clone; null where that was not asked for. */
  readonly selfCheck: { readonly verdict: string; readonly sentence: string; readonly ratio: Estimate } | null;
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly run: { readonly label: string } | null;
  }[];
  readonly failure: FailureView | null;
}

export interface ComparisonView {
  readonly baseline: { readonly label: string };
  readonly candidate: { readonly label: string };
  readonly ratio: Estimate;
  /** With pauses. */
  readonly totalRatio: Estimate | null;
  /** After the first result; null where none is known to come. */
  readonly breakEvenIterations: Estimate | null;
  readonly verdict: string;
  readonly clear: boolean;
  readonly sentence: string;
  readonly rounds: number;
  readonly minimumDetectableDifference: number | null;
  readonly furtherRounds: number | null;
  readonly flags: readonly string[];
}

export interface RunningEstimateView {
  readonly run: { readonly id: string };
  readonly secondsPerIteration: Estimate | null;
  readonly energyJoulesPerItem: Estimate | null;
  readonly ratioToLeader: Estimate | null;
}

export type RaceEventView =
  | { readonly __typename: 'RaceStatusChanged'; readonly sequence: number; readonly status: RaceStatus }
  | {
      readonly __typename: 'RunPhaseChanged';
      readonly sequence: number;
      readonly run: { readonly id: string };
      readonly phase: string;
    }
  | {
      readonly __typename: 'RoundFinished';
      readonly sequence: number;
      readonly round: number;
      readonly progress: number;
      readonly running: readonly RunningEstimateView[];
    };

/** The input of `startRace`; what is left out is the server's default. */
export interface StartRaceInput {
  readonly workload: string;
  readonly entrants: readonly EntrantInput[];
  readonly parameters?: readonly { readonly name: string; readonly value: number }[];
  readonly task?: string;
  readonly precision?: string;
  readonly division?: string;
  readonly batchSize?: number;
  readonly metric?: string;
  readonly compilationCaches?: string;
  readonly scenario?: ScenarioInput;
  readonly question?: string;
  readonly effort?: string;
  readonly practicalDifference?: number;
  readonly targetHalfWidth?: number;
  readonly selfCheck?: boolean;
  readonly budgetSeconds?: number;
  readonly device?: string;
  readonly threads?: number;
  readonly seed?: number;
  readonly label?: string;
  readonly project?: string;
}

export interface EntrantInput {
  readonly engine: string;
  readonly variant?: string;
  readonly label?: string;
}
