/** Shapes, weights and analytic work of a whole graph. */
import type { Graph, GraphNode } from '../protocol/graph';
import type { TaskName } from '../protocol/messages';
import { GraphError, kindFacts, type KindFacts, type Shape } from './node-kinds';

export interface GraphFacts {
  /** In the order of the graph. */
  readonly nodes: readonly { readonly node: GraphNode; readonly facts: KindFacts }[];
  readonly outputShape: Shape;
  /** Trainable numbers. */
  readonly parameterCount: number;
  /** Forward pass over one whole batch. */
  readonly forwardFlops: number;
}

/** The backward pass forms two products for each one of the forward pass: with respect to its input and its weight. */
const TRAINING_FLOPS_FACTOR = 3;

/** Throws `GraphError` (naming the node) where an input is unknown, a name is taken, or shapes do not fit. */
export function graphFacts(graph: Graph): GraphFacts {
  const shapes = new Map<string, Shape>(graph.inputs.map((input) => [input.name, input.shape]));
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map((name) => {
      const shape = shapes.get(name);
      if (!shape) throw new GraphError(node.id, `reads "${name}", which nothing before it makes`);
      return shape;
    });
    if (shapes.has(node.id)) throw new GraphError(node.id, 'this name is taken already');
    const facts = kindFacts(node, inputs);
    shapes.set(node.id, facts.outputShape);
    return { node, facts };
  });
  const outputShape = shapes.get(graph.output);
  if (!outputShape || !graph.nodes.some((node) => node.id === graph.output)) {
    throw new GraphError(graph.output, 'is named as the output, but no node makes it');
  }
  if (graph.training?.loss === 'crossEntropy' && outputShape.length !== 2) {
    throw new GraphError(graph.output, 'crossEntropy needs logits [batch, classes]');
  }
  const count = (shape: Shape) => shape.reduce((product, extent) => product * extent, 1);
  return {
    nodes,
    outputShape,
    parameterCount: nodes.reduce((sum, { facts }) => sum + facts.weights.reduce((n, w) => n + count(w.shape), 0), 0),
    forwardFlops: nodes.reduce((sum, { facts }) => sum + facts.forwardFlops, 0),
  };
}

/** Analytic work of one iteration; the denominators of every FLOP/s figure, the same for all engines. */
export function flopsPerIteration(graph: Graph, task: TaskName): number {
  return graphFacts(graph).forwardFlops * (task === 'TRAINING' ? TRAINING_FLOPS_FACTOR : 1);
}
