/** A workload with its default parameters, for readers. */
import type { GraphNode } from '../protocol/graph';
import { graphFacts } from './graph-facts';
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
}

export function defaultParameters(workload: Workload): ParameterValues {
  return Object.fromEntries(workload.parameters.map((parameter) => [parameter.name, parameter.default]));
}

export function describeWorkload(workload: Workload): WorkloadDescription {
  const parameters = defaultParameters(workload);
  const batchSize = workload.batchSize.default;
  const facts = graphFacts(workload.graph(parameters, batchSize));
  return {
    layers: facts.nodes.map(({ node, facts: { outputShape } }, index) => ({
      index,
      kind: node.kind,
      summary: summarise(node, outputShape),
    })),
    parameterCount: facts.parameterCount,
    flopsPerItem: facts.forwardFlops / workload.itemsPerIteration(parameters, batchSize),
  };
}

function summarise(node: GraphNode, outputShape: Shape): string {
  return `${node.id} = ${node.kind}(${node.inputs.join(', ')}) → [${outputShape.join(', ')}]`;
}
