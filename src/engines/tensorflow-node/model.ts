/** The layer graph in tfjs: weights as tensors or variables, and one function that runs the nodes in order. */
import type { Graph, GraphNode } from '../../protocol/graph';
import { UnsupportedWork, type Tensors, type TensorView } from '../worker-kit/node/work';
import type { Framework, Tensor, Variable } from './framework';
import { createFusedLstm } from './fused-lstm';

export interface Model {
  /** Empty for INFERENCE. */
  readonly variables: Variable[];
  readonly parameterCount: number;
  readonly implementation: readonly { node: string; form: 'native' | 'composed' }[];
  /** Inputs in the order of `graph.inputs`. */
  forward(inputs: readonly Tensor[]): Tensor;
}

/** Turns the values of a node's inputs into its output. */
type Operation = (inputs: readonly Tensor[]) => Tensor;

interface Building {
  readonly framework: Framework;
  /** Ids of LSTM nodes that need not return their sequences. */
  readonly lastStepOnly: ReadonlySet<string>;
  readonly trainable: boolean;
  readonly tensors: Tensors;
  readonly weights: (Tensor | Variable)[];
}

/** Throws `UnsupportedWork` for a node kind that it does not know. */
export function buildModel(framework: Framework, graph: Graph, tensors: Tensors, trainable: boolean): Model {
  const building: Building = { framework, lastStepOnly: readOnlyByLastStep(graph), trainable, tensors, weights: [] };
  const slots = new Map(graph.inputs.map((input, index) => [input.name, index]));
  const shapes = new Map(graph.inputs.map((input) => [input.name, input.shape]));
  const steps = graph.nodes.map((node) => {
    const operation = buildNode(
      building,
      node,
      node.inputs.map((input) => shapes.get(input) ?? []),
    );
    shapes.set(
      node.id,
      outputShape(
        node,
        node.inputs.map((input) => shapes.get(input) ?? []),
      ),
    );
    const inputs = node.inputs.map((input) => slotOf(slots, input));
    slots.set(node.id, slots.size);
    return { operation, inputs };
  });
  const output = slotOf(slots, graph.output);
  return {
    variables: trainable ? (building.weights as Variable[]) : [],
    parameterCount: building.weights.reduce((sum, weight) => sum + weight.size, 0),
    implementation: graph.nodes.map((node) => ({ node: node.id, form: node.kind === 'dense' ? 'composed' : 'native' })),
    forward(inputs) {
      const values: Tensor[] = [...inputs];
      for (const step of steps) values.push(step.operation(step.inputs.map((slot) => values[slot] as Tensor)));
      return values[output] as Tensor;
    },
  };
}

function buildNode(building: Building, node: GraphNode, inputShapes: readonly (readonly number[])[]): Operation {
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
    case 'lstm':
      return buildLstm(building, node, inputShapes[0] ?? []);
    case 'lastStep':
      if (building.lastStepOnly.has(node.inputs[0])) return unary((x) => x);
      return unary((x) => lastStep(building.framework, x, 1));
    case 'meanOverTime':
      return unary((x) => tf.mean(x, 1));
    case 'relu':
      return unary((x) => tf.relu(x));
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
      throw new UnsupportedWork(
        (node as GraphNode).id,
        `tensorflow-node cannot build a ${(node as GraphNode).kind} node.`,
      );
  }
}

/** tfjs's fused matMul is the same two operations underneath, called through more JavaScript (measured slower). */
function buildDense(building: Building, node: Extract<GraphNode, { kind: 'dense' }>): Operation {
  const { tf } = building.framework;
  const kernel = addWeight(building, `${node.id}.kernel`);
  const bias = addWeight(building, `${node.id}.bias`);
  return ([x]) => {
    const input = x as Tensor;
    if (input.rank === 2) return tf.add(tf.matMul(input, kernel), bias);
    const rows = tf.reshape(input, [-1, input.shape[input.rank - 1] ?? 1]);
    return tf.reshape(tf.add(tf.matMul(rows, kernel), bias), [...input.shape.slice(0, -1), node.units]);
  };
}

/** The fused operation is time-major; the two transpositions are part of the layer's work. */
function buildLstm(
  building: Building,
  node: Extract<GraphNode, { kind: 'lstm' }>,
  inputShape: readonly number[],
): Operation {
  const { framework } = building;
  const { tf } = framework;
  const [batch = 1, time = 1] = inputShape;
  const layer = createFusedLstm(framework, { batch, time, units: node.units });
  const weights = addLstmWeights(building, node.id);
  const bias = addWeight(building, `${node.id}.bias`);
  const returnSequences = node.returnSequences && !building.lastStepOnly.has(node.id);
  return ([x]) => {
    const hidden = layer(tf.transpose(x as Tensor, [1, 0, 2]), weights, bias);
    return returnSequences ? tf.transpose(hidden, [1, 0, 2]) : lastStep(framework, hidden, 0);
  };
}

/**
 * LSTM nodes of which nothing but the last step is read: it is taken from the time-major sequence, which spares
 * transposing all of it back, as one would write it by hand.
 */
function readOnlyByLastStep(graph: Graph): Set<string> {
  const isReadSo = ({ id }: GraphNode): boolean => {
    const readers = graph.nodes.filter((node) => (node.inputs as readonly string[]).includes(id));
    return id !== graph.output && readers.length > 0 && readers.every(({ kind }) => kind === 'lastStep');
  };
  return new Set(graph.nodes.filter((node) => node.kind === 'lstm' && isReadSo(node)).map(({ id }) => id));
}

function lastStep({ tf }: Framework, x: Tensor, timeAxis: 0 | 1): Tensor {
  const last = (x.shape[timeAxis] ?? 1) - 1;
  const begin = timeAxis === 0 ? [last, 0, 0] : [0, last, 0];
  const size = timeAxis === 0 ? [1, -1, -1] : [-1, 1, -1];
  return tf.squeeze(tf.slice(x, begin, size), [timeAxis]);
}

/** The fused operation takes kernel and recurrent kernel as one matrix, one below the other. */
function addLstmWeights(building: Building, id: string): Tensor {
  const { tf } = building.framework;
  const joined = tf.tidy(() =>
    tf.concat([toTensor(building, `${id}.kernel`), toTensor(building, `${id}.recurrentKernel`)], 0),
  );
  return register(building, joined);
}

function addWeight(building: Building, name: string): Tensor {
  return register(building, toTensor(building, name));
}

function register(building: Building, tensor: Tensor): Tensor {
  const weight = building.trainable ? building.framework.tf.variable(tensor, true) : tensor;
  building.weights.push(weight);
  return weight;
}

function toTensor({ framework, tensors }: Building, name: string): Tensor {
  return createTensor(framework, viewOf(tensors, name));
}

/** A tensor of the file in TensorFlow's memory (copied at its first use). */
export function createTensor({ tf }: Framework, view: TensorView): Tensor {
  if (view.dtype === 'F64') throw new Error('TensorFlow for Node has no float64.');
  return tf.tensor(view.data, [...view.shape], view.dtype === 'I32' ? 'int32' : 'float32');
}

/** Throws where the file lacks the tensor. */
export function viewOf(tensors: Tensors, name: string): TensorView {
  const view = tensors.get(name);
  if (view === undefined) throw new Error(`The tensors file has no ${name}.`);
  return view;
}

function slotOf(slots: ReadonlyMap<string, number>, name: string): number {
  const slot = slots.get(name);
  if (slot === undefined) throw new Error(`The graph names ${name} before it exists.`);
  return slot;
}

/** Only what an LSTM below needs: its input's batch and time. */
function outputShape(node: GraphNode, inputs: readonly (readonly number[])[]): number[] {
  const shape = [...(inputs[0] ?? [])];
  switch (node.kind) {
    case 'dense':
      return [...shape.slice(0, -1), node.units];
    case 'lstm':
      return node.returnSequences ? [...shape.slice(0, 2), node.units] : [...shape.slice(0, 1), node.units];
    case 'lastStep':
    case 'meanOverTime':
      return [...shape.slice(0, 1), ...shape.slice(2)];
    default:
      return shape;
  }
}
