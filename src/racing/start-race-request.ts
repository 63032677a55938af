/** What a client asks for when it starts a race: the domain's own words, free of GraphQL. Null means "by default". */
import type {
  CompilationCachesName,
  DeviceKindName,
  EffortName,
  ExperimentationFacts,
  MetricName,
} from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import type { DivisionName, PrecisionName, TaskName } from '../protocol/messages';
import type { QuestionName } from '../statistics/analysis';
import type { LengthPolicyName } from '../workloads/sequence-batches';

export interface RequestedParameter {
  readonly name: string;
  readonly value: number;
}

export interface RequestedEntrant {
  /** Engine id. */
  readonly engine: string;
  /** Variant id; null: the engine's default. */
  readonly variant: string | null;
  readonly label: string | null;
}

/** A tensor that changes with every batch, without its batch axis. */
export interface RequestedInput {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'float32' | 'int32';
}

/** One layer as sent: its kind with its fields, unchecked but for their types. */
export interface RequestedLayer {
  readonly kind: string;
  /** Null: named by its place. */
  readonly name: string | null;
  /** Null: the layer before, or the first input. */
  readonly inputs: readonly string[] | null;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface RequestedLayers {
  readonly inputs: readonly RequestedInput[];
  readonly layers: readonly RequestedLayer[];
  readonly training: Graph['training'];
}

/** What is null, false or left out is not asked for. */
export interface RequestedScenario {
  readonly singleStream?: boolean | null;
  readonly offline?: boolean | null;
  readonly server?: { readonly latencyBoundSeconds: number; readonly percentile: number } | null;
  readonly variableLengths?: { readonly policy: LengthPolicyName } | null;
  readonly experimentation?: ExperimentationFacts | null;
  /** Sizes of the images on the disk, in pixels. */
  readonly inputPipeline?: {
    readonly imageHeight: number;
    readonly imageWidth: number;
    readonly workers: number;
  } | null;
}

export interface StartRaceRequest {
  /** Workload id; null where the client sends the layers itself. */
  readonly workload: string | null;
  /** Layers of the client's own, with the inputs that they read; null for a workload of the catalog. */
  readonly layers: RequestedLayers | null;
  /** Overrides of declared parameters, by name. */
  readonly parameters: readonly RequestedParameter[];
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly division: DivisionName;
  /** Null: the workload's. */
  readonly batchSize: number | null;
  /** 1 to 16, in the order that the race keeps. */
  readonly entrants: readonly RequestedEntrant[];
  /** Null: LATENCY at batch size 1, THROUGHPUT otherwise, SERVER_RATE in the scenario of a server. */
  readonly metric: MetricName | null;
  /** How requests come: exactly one of its kinds; null: one after the other. */
  readonly scenario: RequestedScenario | null;
  /** Null: WARM where the time to the first result is raced; else not to be named. */
  readonly compilationCaches: CompilationCachesName | null;
  readonly question: QuestionName;
  readonly effort: EffortName;
  /** 0.02: differences within 2 % do not matter. Null: by effort. */
  readonly practicalDifference: number | null;
  /** 0.01: ends once every interval is within ± 1 %, whatever it says. Null: once there is a verdict. */
  readonly targetHalfWidth: number | null;
  /** Whether a second copy of the first entrant races along, to check the race itself. */
  readonly selfCheck: boolean;
  /** Null: by effort. */
  readonly budgetSeconds: number | null;
  /** Which hosts may measure it, in one of the two ways; null: any. */
  readonly hardware: { readonly profileId: string | null; readonly labels: readonly string[] | null } | null;
  /** Null: GPU where every entrant has one, else CPU. */
  readonly device: DeviceKindName | null;
  /** Null: all of the entrants' CPU set. */
  readonly threads: number | null;
  /** Null: drawn and recorded. */
  readonly seed: number | null;
  readonly label: string | null;
  /** Whose race it is to be; null: of the caller's only project, or of none. */
  readonly project: string | null;
  /** The same key of the same caller returns the same race instead of starting another. */
  readonly idempotencyKey: string | null;
}
