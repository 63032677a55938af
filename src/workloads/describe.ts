/** A workload with its default parameters, for readers. */
import type { GraphNode } from '../protocol/graph';
import { compulsoryBytes, graphFacts } from './graph-facts';
import type { Shape } from './kind-facts';
import type { ParameterValues, Workload } from './workload';

export interface LayerDescription {
  readonly index: number;
  readonly kind: string;
  readonly summary: string;
}

export interface WorkloadDescription {
  readonly layers: readonly LayerDescription[];
  readonly parameterCount: number;
  /** Forward pass, per item that throughput counts. */
  readonly flopsPerItem: number;
  /** Forward pass in float32, per item: every weight, input and output once; null where the workload is not known. */
  readonly compulsoryBytesPerItem: number | null;
}

export function defaultParameters(workload: Workload): ParameterValues {
  return Object.fromEntries(workload.parameters.map((parameter) => [parameter.name, parameter.default]));
}

export function describeWorkload(workload: Workload): WorkloadDescription {
  const parameters = defaultParameters(workload);
  const batchSize = workload.batchSize.default;
  const graph = workload.graph(parameters, batchSize);
  const facts = graphFacts(graph);
  const items = workload.itemsPerIteration(parameters, batchSize);
  return {
    layers: facts.nodes.map(({ node, facts: { outputShape } }, index) => ({
      index,
      kind: node.kind,
      summary: summarise(node, outputShape),
    })),
    parameterCount: facts.parameterCount,
    flopsPerItem: facts.forwardFlops / items,
    compulsoryBytesPerItem: compulsoryBytes(graph, 'INFERENCE', 'FLOAT32') / items,
  };
}

function summarise(node: GraphNode, outputShape: Shape): string {
  return `${node.id} = ${node.kind}(${node.inputs.join(', ')}) → [${outputShape.join(', ')}]`;
}
