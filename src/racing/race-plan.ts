/** Everything that measuring one race needs to know, worked out before the first process starts. */
import type { Launch } from '../engines/engine';
import type {
  CompilationCachesName,
  DeviceKindName,
  EffortName,
  MetricName,
  ScenarioFacts,
} from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import type { DivisionName, PrecisionName, PrepareMessage, TaskName } from '../protocol/messages';
import type { PipelineMessage } from '../protocol/pipeline';
import type { QuestionName, TrialSample } from '../statistics/analysis';
import type { SequenceBatch } from '../workloads/sequence-batches';

export interface PlannedEntrant {
  readonly runId: string;
  /** Place among the entrants of the race, from 0; seeds depend on it. */
  readonly position: number;
  /** The run that it is a second copy of, to check the race itself; null of an entrant. */
  readonly cloneOf: string | null;
  readonly engineId: string;
  readonly variant: string;
  readonly launch: Launch;
  /** As its engine names it: "cpu", "cuda:0", "webgpu:0". */
  readonly device: string;
  /** Of rounds before an interruption. */
  readonly earlierTrials: readonly TrialSample[];
  /** Fixed for the race once known; null before the first round. */
  readonly iterationsPerBlock: number | null;
  /** Most host memory that one of its processes held; null before the first round. */
  readonly peakResidentBytes: number | null;
  readonly preallocatesDeviceMemory: boolean;
}

/** Of an entrant, no clone, before its first round. */
export const NOTHING_MEASURED = {
  ...{ cloneOf: null, earlierTrials: [], iterationsPerBlock: null, peakResidentBytes: null },
} as const;

export interface RacePlan {
  readonly raceId: string;
  readonly graph: Graph;
  /** Of each batch of a pass, where sequences vary; null where all are as long. */
  readonly sequences: readonly SequenceBatch[] | null;
  /** Before the change, where one is raced; else null. */
  readonly original: Graph | null;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly division: DivisionName;
  readonly metric: MetricName;
  /** Null where the time to the first result is not what is raced. */
  readonly compilationCaches: CompilationCachesName | null;
  /** Null where no requests are served. */
  readonly scenario: ScenarioFacts | null;
  readonly question: QuestionName;
  readonly effort: EffortName;
  readonly practicalDifference: number;
  /** Relative half-width that ends the race once every interval has it; null: a verdict does. */
  readonly targetHalfWidth: number | null;
  readonly budgetSeconds: number;
  /** Of the budget, before an interruption. */
  readonly spentSeconds: number;
  readonly device: DeviceKindName;
  readonly threads: number;
  /** Of the machine. */
  readonly memoryBytes: number;
  readonly seed: number;
  readonly entrants: readonly PlannedEntrant[];
  /** The first round to measure; rounds before it are stored. */
  readonly firstRound: number;
  /** A folder of this race's own, made and removed by the runner. */
  readonly workDirectory: string;
}

/** Plain SGD steps of the training parity check, and their rate (method.md §3.3). */
const PARITY_SGD_STEPS = 5;
const PARITY_SGD_LEARNING_RATE = 0.1;
/**
 * With batch normalisation: the loss does not change with the size of the weights before it, so that a step of the
 * usual size is a leap, and rounding differences grow a hundredfold with each.
 */
const PARITY_SGD_LEARNING_RATE_NORMALISED = 1e-4;
/** Steps of the kind that is timed whose losses are compared too. */
export const PARITY_TRAINING_STEPS = 3;

/** What a worker is told to build. */
export function prepareMessage(
  plan: RacePlan,
  details: {
    variant: string;
    device: string;
    seed: number;
    tensorsFile: string;
    outputFile: string;
    batchCount: number;
    pipeline?: PipelineMessage;
  },
): Omit<PrepareMessage, 'type'> {
  return {
    variant: details.variant,
    graph: plan.graph,
    task: plan.task,
    precision: plan.precision,
    division: plan.division,
    device: details.device,
    threads: plan.threads,
    seed: details.seed,
    tensorsFile: details.tensorsFile,
    batchCount: details.batchCount,
    ...(details.pipeline && { pipeline: details.pipeline }),
    synchronise: plan.metric === 'LATENCY' || plan.metric === 'SERVER_RATE' ? 'ITERATION' : 'BLOCK',
    parity: {
      outputFile: details.outputFile,
      sgdSteps: plan.task === 'TRAINING' ? PARITY_SGD_STEPS : 0,
      sgdLearningRate: parityLearningRate(plan.graph),
      trainingSteps: plan.task === 'TRAINING' ? PARITY_TRAINING_STEPS : 0,
    },
  };
}

/** Of the plain SGD steps that prove the backward pass. */
export function parityLearningRate(graph: Graph): number {
  const normalised = graph.nodes.some(({ kind }) => kind === 'batchNorm');
  return normalised ? PARITY_SGD_LEARNING_RATE_NORMALISED : PARITY_SGD_LEARNING_RATE;
}
