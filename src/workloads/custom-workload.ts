/** A workload that a client spelled out layer by layer: no folder, no parameters, one batch size. */
import { createHash } from 'node:crypto';
import type { Graph } from '../protocol/graph';
import type { Workload } from './workload';

/** Enough to tell apart all that will ever be raced on one server. */
const DIGEST_DIGITS = 16;

/** The same layers over the same inputs have the same id. */
export function customWorkload(graph: Graph): Workload {
  const digest = createHash('sha256').update(JSON.stringify(graph)).digest('hex').slice(0, DIGEST_DIGITS);
  const batchSize = graph.inputs[0]?.shape[0] ?? 1;
  return {
    id: `layers-${digest}`,
    name: 'Your own layers',
    description: 'Layers that a client sent with its race.',
    source: null,
    tasks: graph.training ? ['INFERENCE', 'TRAINING'] : ['INFERENCE'],
    parameters: [],
    batchSize: { default: batchSize, minimum: batchSize, maximum: batchSize },
    itemName: 'samples',
    itemsPerIteration: () => batchSize,
    graph: () => graph,
  };
}
