/** The layer graph in tfjs: weights as tensors or variables, and one function that runs the nodes in order. */
import type { Graph, GraphNode, NodeKind } from '../../protocol/graph';
import { UnsupportedWork, type Tensors } from '../worker-kit/node/work';
import { Building, type Operation } from './building';
import type { Framework, Tensor, Variable } from './framework';
import {
  buildAttention,
  buildBatchNorm,
  buildConvolution,
  buildEmbedding,
  buildGelu,
  buildLayerNorm,
  buildPool,
  isSame,
} from './layers';
import { buildRecurrent } from './recurrent';

type Form = 'native' | 'composed';

export interface Model {
  /** Empty for INFERENCE. */
  readonly variables: Variable[];
  /** Moved by each step of training beside them. */
  readonly statistics: readonly Variable[];
  readonly parameterCount: number;
  readonly implementation: readonly { node: string; form: Form }[];
  /** Inputs in the order of `graph.inputs`. */
  forward(inputs: readonly Tensor[]): Tensor;
}

/** Throws `UnsupportedWork` for a node kind that it does not know. */
export function buildModel(framework: Framework, graph: Graph, tensors: Tensors, trainable: boolean): Model {
  const building = new Building(framework, trainable, tensors);
  const lastStepOnly = readOnlyByLastStep(graph);
  const slots = new Map(graph.inputs.map((input, index) => [input.name, index]));
  const steps = graph.nodes.map((node) => {
    const operation = buildNode(building, node, lastStepOnly);
    const inputs = node.inputs.map((input) => slotOf(slots, input));
    slots.set(node.id, slots.size);
    return { operation, inputs };
  });
  const output = slotOf(slots, graph.output);
  return {
    variables: trainable ? (building.weights as Variable[]) : [],
    statistics: building.statistics,
    parameterCount: building.weights.reduce((sum, weight) => sum + weight.size, 0),
    implementation: graph.nodes.map((node) => ({ node: node.id, form: formOf(node) })),
    forward(inputs) {
      const values: Tensor[] = [...inputs];
      for (const step of steps) values.push(step.operation(step.inputs.map((slot) => values[slot] as Tensor)));
      return values[output] as Tensor;
    },
  };
}

const COMPOSED = new Set<NodeKind>(['dense', 'gru', 'rnn', 'attention', 'layerNorm', 'gelu']);

function formOf(node: GraphNode): Form {
  const addsPixels =
    (node.kind === 'conv2d' && !isSame(node) && Math.max(...node.padding) > 0) ||
    (node.kind === 'maxPool' && Math.max(...node.padding) > 0);
  return addsPixels || COMPOSED.has(node.kind) ? 'composed' : 'native';
}

function buildNode(building: Building, node: GraphNode, lastStepOnly: ReadonlySet<string>): Operation {
  const { tf } = building.framework;
  const unary =
    (apply: (x: Tensor) => Tensor): Operation =>
    ([x]) =>
      apply(x as Tensor);
  switch (node.kind) {
    case 'gemm':
      return ([a, b]) => tf.matMul(a as Tensor, b as Tensor);
    case 'dense':
      return buildDense(building, node);
    case 'conv2d':
      return buildConvolution(building, node);
    case 'maxPool':
    case 'averagePool':
      return buildPool(building, node);
    case 'globalAveragePool':
      return unary((x) => tf.mean(x, [1, 2]));
    case 'embedding':
      return buildEmbedding(building, node);
    case 'lstm':
    case 'gru':
    case 'rnn':
      return buildRecurrent(building, node, lastStepOnly.has(node.id));
    case 'attention':
      return buildAttention(building, node);
    case 'layerNorm':
      return buildLayerNorm(building, node);
    case 'batchNorm':
      return buildBatchNorm(building, node);
    case 'lastStep':
      if (node.inputs.length === 2)
        return ([x, lengths]) => lastThere(building.framework, x as Tensor, lengths as Tensor);
      if (lastStepOnly.has(node.inputs[0])) return unary((x) => x);
      return unary((x) => lastStep(building.framework, x));
    case 'meanOverTime':
      return unary((x) => tf.mean(x, 1));
    case 'relu':
      return unary((x) => tf.relu(x));
    case 'gelu':
      return buildGelu(building, node);
    case 'tanh':
      return unary((x) => tf.tanh(x));
    case 'sigmoid':
      return unary((x) => tf.sigmoid(x));
    case 'softmax':
      return unary((x) => tf.softmax(x));
    case 'flatten':
      return unary((x) => tf.reshape(x, [x.shape[0] ?? 1, -1]));
    case 'add':
      return ([a, b]) => tf.add(a as Tensor, b as Tensor);
    case 'concat':
      return (inputs) => tf.concat([...inputs], -1);
    default:
      throw new UnsupportedWork((node as GraphNode).id, `TensorFlow.js has no ${(node as GraphNode).kind}.`);
  }
}

/** [batch, time, features] and [batch] → [batch, features] of the last step that is there of each sequence. */
function lastThere({ tf }: Framework, x: Tensor, lengths: Tensor): Tensor {
  const [batch = 1, time = 1, features = 1] = x.shape;
  const rows = tf.add(
    tf.mul(tf.range(0, batch, 1, 'int32'), tf.scalar(time, 'int32')),
    tf.sub(lengths, tf.scalar(1, 'int32')),
  );
  return tf.gather(tf.reshape(x, [batch * time, features]), rows);
}

/** tfjs's fused matMul is the same two operations underneath, called through more JavaScript (measured slower). */
function buildDense(building: Building, node: Extract<GraphNode, { kind: 'dense' }>): Operation {
  const { tf } = building.framework;
  const kernel = building.weight(`${node.id}.kernel`);
  const bias = building.weight(`${node.id}.bias`);
  return ([x]) => {
    const input = x as Tensor;
    if (input.rank === 2) return tf.add(tf.matMul(input, kernel), bias);
    const rows = tf.reshape(input, [-1, input.shape[input.rank - 1] ?? 1]);
    return tf.reshape(tf.add(tf.matMul(rows, kernel), bias), [...input.shape.slice(0, -1), node.units]);
  };
}

/**
 * Recurrent nodes of one direction of which nothing but the last step is read: it is taken from the time-major
 * sequence, which spares transposing all of it back, as one would write it by hand.
 */
function readOnlyByLastStep(graph: Graph): Set<string> {
  const isReadSo = ({ id }: GraphNode): boolean => {
    const readers = graph.nodes.filter((node) => (node.inputs as readonly string[]).includes(id));
    return (
      id !== graph.output &&
      readers.length > 0 &&
      readers.every(({ kind, inputs }) => kind === 'lastStep' && inputs.length === 1)
    );
  };
  const isPlain = (node: GraphNode) =>
    (node.kind === 'lstm' || node.kind === 'gru' || node.kind === 'rnn') && !node.bidirectional;
  return new Set(graph.nodes.filter((node) => isPlain(node) && isReadSo(node)).map(({ id }) => id));
}

function lastStep({ tf }: Framework, x: Tensor): Tensor {
  const last = (x.shape[1] ?? 1) - 1;
  return tf.squeeze(tf.slice(x, [0, last, 0], [-1, 1, -1]), [1]);
}

function slotOf(slots: ReadonlyMap<string, number>, name: string): number {
  const slot = slots.get(name);
  if (slot === undefined) throw new Error(`The graph names ${name} before it exists.`);
  return slot;
}
