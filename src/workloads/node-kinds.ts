/**
 * What each node kind of the vocabulary means for shapes, weights and work: the one place that knows.
 * A new kind is added to `protocol/graph.ts`, here, and to each engine that can build it.
 */
import type { GraphNode, NodeKind } from '../protocol/graph';
import { averagePool, conv2d, globalAveragePool, maxPool } from './image-kinds';
import {
  biasWeight,
  describeShape,
  first,
  glorotBound,
  GraphError,
  last,
  requireRank,
  size,
  weight,
  weightless,
  working,
  type KindFacts,
  type NodeOf,
  type Rule,
  type Shape,
} from './kind-facts';
import { gru, lstm, rnn } from './recurrent-kinds';
import { attention, batchNorm, embedding, layerNorm } from './token-kinds';

function sameShapes(node: GraphNode, inputs: readonly Shape[], axes: number | null): Shape {
  const shape = first(node, inputs);
  const leading = (candidate: Shape) => describeShape(axes === null ? candidate : candidate.slice(0, axes));
  for (const other of inputs) {
    if (leading(other) !== leading(shape) || other.length !== shape.length) {
      throw new GraphError(node.id, `${node.kind} cannot join ${describeShape(shape)} and ${describeShape(other)}`);
    }
  }
  return shape;
}

const elementwise = (node: GraphNode, inputs: readonly Shape[]): KindFacts => weightless(first(node, inputs));

function overTime(node: GraphNode, inputs: readonly Shape[]): KindFacts {
  const shape = first(node, inputs);
  requireRank(node, shape, 3, '[batch, time, features]');
  return weightless([shape[0] ?? 1, shape[2] ?? 1]);
}

const gemm: Rule<'gemm'> = (node, inputs) => {
  const [a, b] = [first(node, inputs), inputs[1] ?? []];
  requireRank(node, a, 2, 'two matrices');
  requireRank(node, b, 2, 'two matrices');
  const [m = 1, k = 1] = a;
  const [rows = 1, n = 1] = b;
  if (k !== rows) throw new GraphError(node.id, `gemm cannot multiply ${describeShape(a)} by ${describeShape(b)}`);
  return working([m, n], [], 2 * m * k * n);
};

const dense: Rule<'dense'> = (node, inputs) => {
  const shape = first(node, inputs);
  if (shape.length < 2) throw new GraphError(node.id, `dense reads [batch, …, features], not ${describeShape(shape)}`);
  const fanIn = last(shape);
  const outputShape = [...shape.slice(0, -1), node.units];
  const kernel = weight('kernel', [fanIn, node.units], glorotBound(fanIn, node.units));
  return working(outputShape, [kernel, biasWeight('bias', node.units)], 2 * fanIn * size(outputShape));
};

const flatten: Rule<'flatten'> = (node, inputs) => {
  const [batch = 1, ...rest] = first(node, inputs);
  return weightless([batch, size(rest)]);
};

const add: Rule<'add'> = (node, inputs) => weightless(sameShapes(node, inputs, null));

const concat: Rule<'concat'> = (node, inputs) => {
  const shape = sameShapes(node, inputs, first(node, inputs).length - 1);
  return weightless([...shape.slice(0, -1), inputs.reduce((sum, input) => sum + last(input), 0)]);
};

const RULES: { [K in NodeKind]: Rule<K> } = {
  gemm,
  dense,
  conv2d,
  maxPool,
  averagePool,
  globalAveragePool,
  embedding,
  lstm,
  gru,
  rnn,
  attention,
  layerNorm,
  batchNorm,
  lastStep: overTime,
  meanOverTime: overTime,
  relu: elementwise,
  gelu: elementwise,
  tanh: elementwise,
  sigmoid: elementwise,
  softmax: elementwise,
  flatten,
  add,
  concat,
};

/** Throws `GraphError` where the inputs do not fit the node. */
export function kindFacts<K extends NodeKind>(node: NodeOf<K>, inputs: readonly Shape[]): KindFacts {
  const rule = RULES[node.kind] as Rule<K>;
  return rule(node, inputs);
}
