/** Everything that measuring one race needs to know, worked out before the first process starts. */
import type { Launch } from '../engines/engine';
import type { EffortName, MetricName } from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import type { PrecisionName, PrepareMessage, TaskName } from '../protocol/messages';
import type { QuestionName, TrialSample } from '../statistics/analysis';

export interface PlannedEntrant {
  readonly runId: string;
  /** Place among the entrants of the race, from 0; seeds depend on it. */
  readonly position: number;
  readonly engineId: string;
  readonly variant: string;
  readonly launch: Launch;
  /** Of rounds before an interruption. */
  readonly earlierTrials: readonly TrialSample[];
  /** Fixed for the race once known; null before the first round. */
  readonly iterationsPerBlock: number | null;
}

export interface RacePlan {
  readonly raceId: string;
  readonly graph: Graph;
  readonly task: TaskName;
  readonly precision: PrecisionName;
  readonly metric: MetricName;
  readonly question: QuestionName;
  readonly effort: EffortName;
  readonly practicalDifference: number;
  readonly budgetSeconds: number;
  /** Of the budget, before an interruption. */
  readonly spentSeconds: number;
  /** As the engines name it: "cpu", "cuda:0". */
  readonly device: string;
  readonly threads: number;
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

/** What a worker is told to build. */
export function prepareMessage(
  plan: RacePlan,
  details: { variant: string; seed: number; tensorsFile: string; outputFile: string; batchCount: number },
): Omit<PrepareMessage, 'type'> {
  return {
    variant: details.variant,
    graph: plan.graph,
    task: plan.task,
    precision: plan.precision,
    device: plan.device,
    threads: plan.threads,
    seed: details.seed,
    tensorsFile: details.tensorsFile,
    batchCount: details.batchCount,
    synchronise: plan.metric === 'LATENCY' ? 'ITERATION' : 'BLOCK',
    parity: {
      outputFile: details.outputFile,
      sgdSteps: plan.task === 'TRAINING' ? PARITY_SGD_STEPS : 0,
      sgdLearningRate: PARITY_SGD_LEARNING_RATE,
    },
  };
}
