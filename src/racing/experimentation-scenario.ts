/** What a client may ask of a race of a changed model; each rule names the field and the remedy. */
import type { ExperimentationFacts } from '../entities/race.entity';
import { badInput } from '../errors';
import { editedGraph } from '../workloads/graph-edit';
import { resolveBatchSize, resolveParameters } from '../workloads/parameters';
import { requireFittingTensors, requireWorkload } from './race-request-rules';
import type { RequestedScenario, StartRaceRequest } from './start-race-request';

/** Throws BAD_USER_INPUT, also for a metric or caches that do not go with it. */
export function resolveExperimentation(
  { edit, process }: NonNullable<RequestedScenario['experimentation']>,
  request: StartRaceRequest,
): ExperimentationFacts {
  const { metric, compilationCaches } = request;
  if (metric !== null && metric !== 'TIME_TO_FIRST_RESULT') {
    const message = 'In the scenario of experimentation the time from a change to its first result is raced.';
    throw badInput('input.metric', message, 'Leave the metric out, or the scenario.');
  }
  if (compilationCaches === 'EMPTY') {
    const message =
      'Who changes a model has compiled the one before: the caches know that one, and not the changed one.';
    throw badInput('input.compilationCaches', message, 'Leave it out, or leave the scenario out.');
  }
  const { workload } = requireWorkload(request);
  const batchSize = resolveBatchSize(workload, request.batchSize);
  const graph = workload.graph(resolveParameters(workload, request.parameters), batchSize);
  const edited = editedGraph(graph, edit);
  if (!edited) throw badInput('input.scenario.experimentation.edit', ...REFUSALS[edit]);
  requireFittingTensors(edited);
  return { edit, process };
}

const REFUSALS: Readonly<Record<ExperimentationFacts['edit'], [message: string, advice: string]>> = {
  UNITS: [
    'This workload has no hidden layer whose units could be one more.',
    'Use BATCH_SHAPE, or a workload with hidden layers, such as mlp or lstm.',
  ],
  LAYER: [
    'This workload has no hidden layer behind which another like it could stand.',
    'Use BATCH_SHAPE, or a workload with hidden layers, such as mlp or lstm.',
  ],
  BATCH_SHAPE: [
    'The inputs of this workload have no batch whose size could change.',
    'Use a workload that computes batches, such as mlp or lstm.',
  ],
};
