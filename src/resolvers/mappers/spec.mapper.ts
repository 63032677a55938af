/** A race as the input that asks for it again. */
import type { Race } from '../../entities/race.entity';
import type { Run } from '../../entities/run.entity';
import type { Graph } from '../../protocol/graph';
import { entrants } from '../../statistics/race-analysis';
import { GeluApproximation } from '../../schema/layer.input';
import { TensorType } from '../../schema/tensor.input';
import { Loss, OptimizerKind } from '../../schema/training.input';

/** `StartRaceInput` as JSON, nothing left to a default; what is null in it is left out. `runs` in entrant order. */
export function toSpec(race: Race, runs: readonly Run[]): Record<string, unknown> {
  const spec = {
    ...(race.graph ? ownLayers(race.graph) : ofCatalog(race)),
    task: race.task,
    precision: race.precision,
    division: race.division,
    batchSize: race.batchSize,
    entrants: entrants(runs).map(({ engine, variant, label }) => ({ engine, variant, label })),
    metric: race.metric,
    scenario: race.scenario,
    compilationCaches: race.compilationCaches,
    question: race.question,
    effort: race.effort,
    practicalDifference: race.practicalDifference,
    targetHalfWidth: race.targetHalfWidth,
    selfCheck: runs.some(({ cloneOf }) => cloneOf !== null),
    budgetSeconds: race.budgetSeconds,
    device: race.device,
    threads: race.threads,
    seed: race.seed,
  };
  return Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== null));
}

function ofCatalog({ workload, parameters }: Race) {
  return { workload, parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })) };
}

/** In the words of the API: names of enum values, shapes without the batch. */
function ownLayers({ inputs, nodes, training }: Graph) {
  return {
    inputs: inputs.map(({ name, shape, dtype }) => ({ name, shape: shape.slice(1), type: nameIn(TensorType, dtype) })),
    layers: nodes.map(({ kind, id, inputs: reads, ...fields }) => ({
      [kind]: { name: id, inputs: [...reads], ...inApiWords(fields) },
    })),
    training: training && {
      loss: nameIn(Loss, training.loss),
      optimizer: nameIn(OptimizerKind, training.optimizer.kind),
      learningRate: training.optimizer.learningRate,
    },
  };
}

function inApiWords(fields: object): Record<string, unknown> {
  const entries = Object.entries(fields) as [string, unknown][];
  return Object.fromEntries(
    entries.map(([name, value]) => [name, name === 'approximation' ? nameIn(GeluApproximation, value) : value]),
  );
}

function nameIn(values: Readonly<Record<string, string>>, value: unknown): string {
  const name = Object.keys(values).find((key) => values[key] === value);
  if (name === undefined) throw new Error('The vocabulary has a value that the API has no name for');
  return name;
}
