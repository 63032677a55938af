/** The contract of a workload folder: `workloads/<id>/workload.ts` exports `workload`. Names no engine. */
import type { Graph } from '../protocol/graph';
import type { TaskName } from '../protocol/messages';

export interface ParameterDefinition {
  readonly name: string;
  readonly description: string;
  readonly default: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly unit: string | null;
}

/** Every declared parameter with its value; whole numbers. */
export type ParameterValues = Readonly<Record<string, number>>;

export interface Workload {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Paper or benchmark that the shape comes from. */
  readonly source: string | null;
  readonly tasks: readonly TaskName[];
  readonly parameters: readonly ParameterDefinition[];
  readonly batchSize: { readonly default: number; readonly minimum: number; readonly maximum: number };
  /** What throughput counts. */
  readonly itemName: 'samples' | 'tokens' | 'timesteps' | 'FLOP';
  itemsPerIteration(parameters: ParameterValues, batchSize: number): number;
  graph(parameters: ParameterValues, batchSize: number): Graph;
}
