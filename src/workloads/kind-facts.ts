/** What a rule says of a node, and the small steps that the rules share. */
import type { GraphNode, NodeKind } from '../protocol/graph';

export type Shape = readonly number[];

/** A weight tensor of a node, filled with uniform numbers in centre ± bound. */
export interface WeightFacts {
  /** After the node's id and a dot it is the name in the tensor file. */
  readonly name: string;
  readonly shape: Shape;
  readonly bound: number;
  readonly centre: number;
  /** False for what training moves by another rule or not at all (stored statistics). */
  readonly trainable: boolean;
}

export interface KindFacts {
  readonly outputShape: Shape;
  readonly weights: readonly WeightFacts[];
  /**
   * Forward floating-point operations for the whole batch: two per multiply-add of matrix products and convolutions,
   * elementwise work left out (the convention of `torch.utils.flop_counter`).
   */
  readonly forwardFlops: number;
  /** Elements of its weights that one forward pass has to read; null where that is all of them. */
  readonly weightElementsRead: number | null;
}

export type NodeOf<K extends NodeKind> = Extract<GraphNode, { kind: K }>;
export type Rule<K extends NodeKind> = (node: NodeOf<K>, inputs: readonly Shape[]) => KindFacts;

/** The graph is impossible; names the node. */
export class GraphError extends Error {
  override readonly name = 'GraphError';
  constructor(
    readonly node: string,
    readonly reason: string,
  ) {
    super(`Node "${node}": ${reason}`);
  }
}

/** Biases are small and not zero, so that a lost or doubled bias shows in the parity check. */
const BIAS_BOUND = 0.1;

export const size = (shape: Shape) => shape.reduce((product, extent) => product * extent, 1);
export const describeShape = (shape: Shape) => `[${shape.join(', ')}]`;
export const last = (shape: Shape): number => shape[shape.length - 1] ?? 1;
/** Glorot and Bengio (2010), uniform form: keeps activations of order one at any width. */
export const glorotBound = (fanIn: number, fanOut: number) => Math.sqrt(6 / (fanIn + fanOut));

export const weight = (name: string, shape: Shape, bound: number): WeightFacts => ({
  name,
  shape,
  bound,
  centre: 0,
  trainable: true,
});
export const biasWeight = (name: string, units: number) => weight(name, [units], BIAS_BOUND);

export const weightless = (outputShape: Shape): KindFacts => working(outputShape, [], 0);

export function working(outputShape: Shape, weights: readonly WeightFacts[], forwardFlops: number): KindFacts {
  return { outputShape, weights, forwardFlops, weightElementsRead: null };
}

export function first(node: GraphNode, inputs: readonly Shape[]): Shape {
  const shape = inputs[0];
  if (!shape) throw new GraphError(node.id, 'has no input');
  return shape;
}

/** Throws `GraphError` where the rank is another; `axes` says what the kind reads. */
export function requireRank(node: GraphNode, shape: Shape, rank: number, axes: string): void {
  if (shape.length !== rank) throw new GraphError(node.id, `${node.kind} reads ${axes}, not ${describeShape(shape)}`);
}
