/** The races of a report, before anything of them is stored. */
import type { CompilationCachesName, MetricName, ScenarioFacts } from '../entities/race.entity';
import type { TaskName } from '../protocol/messages';
import type { QuestionName } from '../statistics/analysis';

export interface PlannedEntrant {
  readonly label: string;
  /** Engine id. */
  readonly engine: string;
  /** Null: the engine's default. */
  readonly variant: string | null;
}

/** What differs from race to race; the rest is the report's. */
export interface PlannedRace {
  /** Unique within the report; "suite/lstm/TRAINING". */
  readonly key: string;
  /** In words; "lstm, training". */
  readonly name: string;
  readonly workload: string;
  readonly parameters: readonly { readonly name: string; readonly value: number }[];
  /** Null: the workload's. */
  readonly batchSize: number | null;
  readonly task: TaskName;
  readonly metric: MetricName;
  readonly compilationCaches: CompilationCachesName | null;
  /** Null or absent: none. */
  readonly scenario?: ScenarioFacts | null;
  readonly question: QuestionName;
  /** Null: all. */
  readonly threads: number | null;
  readonly entrants: readonly PlannedEntrant[];
  /** Of a QUICK report; other efforts have the race's own. */
  readonly quickBudgetSeconds: number;
}
