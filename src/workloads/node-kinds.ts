/**
 * What each node kind of the vocabulary means for shapes, weights and work: the one place that knows.
 * A new kind is added to `protocol/graph.ts`, here, and to each engine that can build it.
 */
import type { GraphNode, NodeKind } from '../protocol/graph';

export type Shape = readonly number[];

/** A weight tensor of a node, filled with uniform numbers in ±bound. */
export interface WeightFacts {
  /** After the node's id and a dot it is the name in the tensor file. */
  readonly name: 'kernel' | 'recurrentKernel' | 'bias';
  readonly shape: Shape;
  readonly bound: number;
}

export interface KindFacts {
  readonly outputShape: Shape;
  readonly weights: readonly WeightFacts[];
  /**
   * Forward floating-point operations for the whole batch: two per multiply-add of matrix products, elementwise
   * work left out (the convention of `torch.utils.flop_counter`).
   */
  readonly forwardFlops: number;
}

/** The graph is impossible; names the node. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  constructor(
    readonly node: string,
    reason: string,
  ) {
    super(`Node "${node}": ${reason}`);
  }
}

type NodeOf<K extends NodeKind> = Extract<GraphNode, { kind: K }>;
type Rule<K extends NodeKind> = (node: NodeOf<K>, inputs: readonly Shape[]) => KindFacts;

/** Biases are small and not zero, so that a lost or doubled bias shows in the parity check. */
const BIAS_BOUND = 0.1;

const size = (shape: Shape) => shape.reduce((product, extent) => product * extent, 1);
const describe = (shape: Shape) => `[${shape.join(', ')}]`;
const last = (shape: Shape): number => shape[shape.length - 1] ?? 1;
/** Glorot and Bengio (2010), uniform form: keeps activations of order one at any width. */
const glorotBound = (fanIn: number, fanOut: number) => Math.sqrt(6 / (fanIn + fanOut));
const weightless = (outputShape: Shape): KindFacts => ({ outputShape, weights: [], forwardFlops: 0 });

function first(node: GraphNode, inputs: readonly Shape[]): Shape {
  const shape = inputs[0];
  if (!shape) throw new GraphError(node.id, 'has no input');
  return shape;
}

function rankOf(node: GraphNode, shape: Shape, rank: number, axes: string): void {
  if (shape.length !== rank) throw new GraphError(node.id, `${node.kind} reads ${axes}, not ${describe(shape)}`);
}

function sameShapes(node: GraphNode, inputs: readonly Shape[], axes: number | null): Shape {
  const shape = first(node, inputs);
  const leading = (candidate: Shape) => describe(axes === null ? candidate : candidate.slice(0, axes));
  for (const other of inputs) {
    if (leading(other) !== leading(shape) || other.length !== shape.length) {
      throw new GraphError(node.id, `${node.kind} cannot join ${describe(shape)} and ${describe(other)}`);
    }
  }
  return shape;
}

const elementwise = (node: GraphNode, inputs: readonly Shape[]): KindFacts => weightless(first(node, inputs));

function overTime(node: GraphNode, inputs: readonly Shape[]): KindFacts {
  const shape = first(node, inputs);
  rankOf(node, shape, 3, '[batch, time, features]');
  return weightless([shape[0] ?? 1, shape[2] ?? 1]);
}

const gemm: Rule<'gemm'> = (node, inputs) => {
  const [a, b] = [first(node, inputs), inputs[1] ?? []];
  rankOf(node, a, 2, 'two matrices');
  rankOf(node, b, 2, 'two matrices');
  const [m = 1, k = 1] = a;
  const [rows = 1, n = 1] = b;
  if (k !== rows) throw new GraphError(node.id, `gemm cannot multiply ${describe(a)} by ${describe(b)}`);
  return { outputShape: [m, n], weights: [], forwardFlops: 2 * m * k * n };
};

const dense: Rule<'dense'> = (node, inputs) => {
  const shape = first(node, inputs);
  if (shape.length < 2) throw new GraphError(node.id, `dense reads [batch, …, features], not ${describe(shape)}`);
  const fanIn = last(shape);
  const outputShape = [...shape.slice(0, -1), node.units];
  return {
    outputShape,
    weights: [
      { name: 'kernel', shape: [fanIn, node.units], bound: glorotBound(fanIn, node.units) },
      { name: 'bias', shape: [node.units], bound: BIAS_BOUND },
    ],
    forwardFlops: 2 * fanIn * size(outputShape),
  };
};

const lstm: Rule<'lstm'> = (node, inputs) => {
  const shape = first(node, inputs);
  rankOf(node, shape, 3, '[batch, time, features]');
  const [batch = 1, time = 1, features = 1] = shape;
  const gates = 4 * node.units;
  return {
    outputShape: node.returnSequences ? [batch, time, node.units] : [batch, node.units],
    weights: [
      { name: 'kernel', shape: [features, gates], bound: glorotBound(features, node.units) },
      { name: 'recurrentKernel', shape: [node.units, gates], bound: 1 / Math.sqrt(node.units) },
      { name: 'bias', shape: [gates], bound: BIAS_BOUND },
    ],
    forwardFlops: 2 * batch * time * (features + node.units) * gates,
  };
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
  lstm,
  lastStep: overTime,
  meanOverTime: overTime,
  relu: elementwise,
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
