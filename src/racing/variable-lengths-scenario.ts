/** What a client may ask of sequences whose lengths differ; each rule names the field and the remedy. */
import { badInput } from '../errors';
import type { MetricName } from '../entities/race.entity';
import { listWorkloads } from '../workloads/catalog';
import { defaultParameters } from '../workloads/describe';
import type { LengthPolicyName } from '../workloads/sequence-batches';
import { readsBackward, whyFixed } from '../workloads/varying-sequences';
import type { Workload } from '../workloads/workload';
import { requireWorkload } from './race-request-rules';
import type { StartRaceRequest } from './start-race-request';

const METRIC: MetricName = 'THROUGHPUT';

/** Throws BAD_USER_INPUT, also for a workload, a metric or a batch size that does not go with it. */
export function requireVariableLengths(policy: LengthPolicyName, request: StartRaceRequest): void {
  const { workload } = requireWorkload(request);
  const graph = workload.graph(defaultParameters(workload), 1);
  const fixed = whyFixed(workload, graph);
  if (fixed !== null) {
    const advice = `Use one of: ${listWorkloads()
      .filter(varies)
      .map(({ id }) => id)
      .join(', ')}.`;
    throw badInput('input.workload', `The sequences of this workload cannot differ in length. ${fixed}`, advice);
  }
  if (readsBackward(graph) && (policy === 'BUCKET' || policy === 'PAD')) {
    const message = 'A layer that reads from the end would read what a sequence is filled up with first.';
    throw badInput('input.scenario.variableLengths.policy', message, 'Use EXACT or PACKED.');
  }
  if (request.metric !== null && request.metric !== METRIC) {
    const message = 'Where lengths differ, timesteps that are there are counted: what is raced is THROUGHPUT.';
    throw badInput('input.metric', message, 'Leave the metric out, or the scenario.');
  }
  if (policy === 'EXACT' && request.batchSize !== null && request.batchSize !== 1) {
    const message = 'With EXACT each sequence is computed by itself, as long as it is.';
    throw badInput('input.batchSize', message, 'Leave the batch size out, or use BUCKET, PAD or PACKED.');
  }
}

function varies(workload: Workload): boolean {
  return whyFixed(workload, workload.graph(defaultParameters(workload), 1)) === null;
}
