/** Shapes, weights and analytic work of a whole graph. */
import type { Graph, GraphInput, GraphNode } from '../protocol/graph';
import type { PrecisionName, TaskName } from '../protocol/messages';
import { GraphError, size, type KindFacts, type Shape } from './kind-facts';
import { kindFacts } from './node-kinds';

export interface GraphFacts {
  /** In the order of the graph. */
  readonly nodes: readonly { readonly node: GraphNode; readonly facts: KindFacts }[];
  readonly outputShape: Shape;
  /** Trainable numbers. */
  readonly parameterCount: number;
  /** Numbers of the weights that training does not count (stored statistics). */
  readonly statisticsCount: number;
  /** Forward pass over one whole batch. */
  readonly forwardFlops: number;
}

/** The backward pass forms two products for each one of the forward pass: with respect to its input and its weight. */
const TRAINING_FLOPS_FACTOR = 3;

/** Throws `GraphError` (naming the node) where an input is unknown, a name is taken, or shapes do not fit. */
export function graphFacts(graph: Graph): GraphFacts {
  const shapes = new Map<string, Shape>(graph.inputs.map((input) => [input.name, input.shape]));
  const nodes = graph.nodes.map((node) => {
    const inputs = node.inputs.map((name, place) => {
      const shape = shapes.get(name);
      if (!shape) throw new GraphError(node.id, `reads "${name}", which nothing before it makes`);
      requireType(graph, node, place);
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
  const weights = nodes.flatMap(({ facts }) => facts.weights);
  const count = (trainable: boolean) =>
    weights.filter((weight) => weight.trainable === trainable).reduce((sum, { shape }) => sum + size(shape), 0);
  return {
    nodes,
    outputShape,
    parameterCount: count(true),
    statisticsCount: count(false),
    forwardFlops: nodes.reduce((sum, { facts }) => sum + facts.forwardFlops, 0),
  };
}

/** Numbers of rows are read by `embedding`, lengths by `lastStep`; everything else reads floating-point numbers. */
function requireType(graph: Graph, node: GraphNode, place: number): void {
  const name = node.inputs[place];
  const input = graph.inputs.find((one) => one.name === name);
  const integers = input?.dtype === 'int32';
  if (node.kind === 'lastStep' && place === 1) {
    if (input?.role === 'LENGTHS') return;
    throw new GraphError(node.id, `reads "${name}" as lengths, which it does not hold`);
  }
  if (integers && node.kind !== 'embedding') {
    throw new GraphError(node.id, `reads "${name}", which holds int32 numbers: only embedding can`);
  }
  if (!integers && node.kind === 'embedding') {
    throw new GraphError(node.id, `reads "${name}", but embedding reads an input of type int32`);
  }
}

/** Numbers below this may stand in an int32 input: the smallest vocabulary that reads it. */
export function vocabularyOf(graph: Graph, input: GraphInput): number {
  const sizes = graph.nodes.flatMap((node) =>
    node.kind === 'embedding' && node.inputs[0] === input.name ? [node.vocabulary] : [],
  );
  return Math.min(...sizes, 2 ** 31);
}

/** Analytic work of one iteration; the denominators of every FLOP/s figure, the same for all engines. */
export function flopsPerIteration(graph: Graph, task: TaskName): number {
  return graphFacts(graph).forwardFlops * (task === 'TRAINING' ? TRAINING_FLOPS_FACTOR : 1);
}

const BYTES: Readonly<Record<PrecisionName, number>> = { FLOAT32: 4, TFLOAT32: 4, BFLOAT16: 2, FLOAT16: 2 };
/** Master weights, and the two moments of Adam, stay in float32. */
const MASTER_BYTES = 4;

/**
 * Bytes that no implementation can avoid moving in one iteration (method.md §5): every weight, input and output once;
 * in training three times (forward, and the two products of the backward pass), and the optimizer reads and writes
 * the weights and its moments once.
 */
export function compulsoryBytes(graph: Graph, task: TaskName, precision: PrecisionName): number {
  const facts = graphFacts(graph);
  const weights = facts.nodes.reduce(
    (sum, { facts: { weights: own, weightElementsRead } }) =>
      sum + (weightElementsRead ?? own.reduce((count, { shape }) => count + size(shape), 0)),
    0,
  );
  const inputs = graph.inputs.reduce((sum, { shape }) => sum + size(shape), 0);
  const once = BYTES[precision] * (weights + inputs + size(facts.outputShape));
  if (task === 'INFERENCE') return once;
  const moments = graph.training?.optimizer.kind === 'adam' ? 2 : 0;
  return 3 * once + 2 * MASTER_BYTES * (1 + moments) * facts.parameterCount;
}
