/**
 * The layer graph as an ONNX model: one operator per node where ONNX has one, weights as initializers, shapes fixed.
 * Operators: https://onnx.ai/onnx/operators/ at the opset below.
 */
import { onnx } from 'onnx-proto';
import type { Graph, GraphInput, GraphNode, NodeKind } from '../../protocol/graph';
import { UnsupportedWork, type Tensors } from '../worker-kit/node/work';
import { ModelParts } from './model-parts';
import { addAttention, addBatchNorm, addConvolution, addGlobalAverage, addLayerNorm, addPool } from './onnx-layers';
import { addRecurrent } from './onnx-recurrent';
import { permute, TO_CHANNELS_FIRST, TO_CHANNELS_LAST } from './permute';

/** Fixed: with another opset the same model could be optimised differently. 20 is the first with Gelu. */
export const OPSET = 20;
const IR_VERSION = 9;

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly implementation: readonly { node: string; form: 'native' | 'composed' }[];
  /** Of the canonical graph: the LSTM's second bias vector, always zero, is not counted. */
  readonly parameterCount: number;
  /** The output is [batch, channels, height, width]. */
  readonly outputIsImage: boolean;
  /** Transpositions of images between operators. */
  readonly conversions: number;
}

/**
 * Throws `UnsupportedWork` for a node kind that it does not know. Inputs and output keep their names in the graph;
 * images are expected and given as [batch, channels, height, width].
 */
export function writeOnnxModel(graph: Graph, tensors: Tensors): OnnxModel {
  const writer = new ModelWriter(graph, tensors);
  const implementation = graph.nodes.map((node) => ({ node: node.id, form: writer.add(node) }));
  const { parts } = writer;
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: 'photofinish',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'workload',
      input: graph.inputs.map((input) => tensorInfo(input)),
      output: [{ name: graph.output, type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT } } }],
      node: parts.nodes,
      initializer: parts.initializers,
    },
  });
  return {
    bytes: onnx.ModelProto.encode(model).finish(),
    implementation,
    parameterCount: parts.parameterCount,
    outputIsImage: writer.isImage(graph.output),
    conversions: writer.conversions,
  };
}

/** Of an input as ONNX sees it. */
export function stagedShape(shape: readonly number[]): number[] {
  return shape.length === IMAGE_RANK ? TO_CHANNELS_FIRST.map((axis) => shape[axis] ?? 1) : [...shape];
}

/** A batch of an input as ONNX sees it; the data itself where nothing has to move. */
export function stagedData(data: Float32Array, shape: readonly number[]): Float32Array {
  return shape.length === IMAGE_RANK ? permute(data, shape, TO_CHANNELS_FIRST).data : data;
}

const IMAGE_RANK = 4;
/** What looks at single numbers, so that the order of axes does not matter to it. */
const ELEMENTWISE = new Set<NodeKind>(['relu', 'tanh', 'sigmoid', 'gelu', 'add']);
const IMAGE_MAKERS = new Set<NodeKind>(['conv2d', 'maxPool', 'averagePool']);

class ModelWriter {
  readonly parts: ModelParts;
  conversions = 0;
  private readonly ranks: Map<string, number>;
  private readonly images: Set<string>;
  private readonly lastStepOnly: ReadonlySet<string>;

  constructor(graph: Graph, tensors: Tensors) {
    this.parts = new ModelParts(tensors);
    this.lastStepOnly = readOnlyByLastStep(graph);
    this.ranks = new Map(graph.inputs.map((input) => [input.name, input.shape.length]));
    this.images = new Set(graph.inputs.filter(({ shape }) => shape.length === IMAGE_RANK).map(({ name }) => name));
  }

  isImage(name: string): boolean {
    return this.images.has(name);
  }

  add(node: GraphNode): 'native' | 'composed' {
    const ranks = node.inputs.map((name) => this.ranks.get(name) ?? 0);
    const anyImage = node.inputs.some((name) => this.images.has(name));
    const channelsSecond = node.kind === 'batchNorm' && ranks[0] === IMAGE_RANK;
    if (IMAGE_MAKERS.has(node.kind) || (anyImage && (ELEMENTWISE.has(node.kind) || channelsSecond))) {
      this.images.add(node.id);
    }
    const asImages = this.images.has(node.id) || node.kind === 'globalAveragePool';
    const inputs = node.inputs.map((name) => this.value(name, asImages));
    const form = this.write({ ...node, inputs } as GraphNode, ranks[0] ?? 0);
    this.ranks.set(node.id, outputRank(node, ranks[0] ?? 0));
    return form;
  }

  /** The value in the order that its reader wants. */
  private value(name: string, asImage: boolean): string {
    if (this.ranks.get(name) !== IMAGE_RANK || this.images.has(name) === asImage) return name;
    this.conversions += 1;
    const turned = `${name}.turned${this.conversions}`;
    this.parts.operator('Transpose', [name], turned, { perm: asImage ? TO_CHANNELS_FIRST : TO_CHANNELS_LAST });
    return turned;
  }

  private write(node: GraphNode, rank: number): 'native' | 'composed' {
    const { parts, lastStepOnly } = this;
    const [first] = node.inputs as [string];
    switch (node.kind) {
      case 'gemm':
        return parts.operator('MatMul', node.inputs, node.id);
      case 'dense':
        return addDense(parts, node, rank);
      case 'conv2d':
        return addConvolution(parts, node, first);
      case 'maxPool':
      case 'averagePool':
        return addPool(parts, node, first);
      case 'globalAveragePool':
        return addGlobalAverage(parts, node, first);
      case 'embedding':
        return parts.operator('Gather', [parts.weight(`${node.id}.table`), first], node.id, { axis: 0 });
      case 'lstm':
      case 'gru':
      case 'rnn':
        return addRecurrent(parts, node, node.returnSequences && !lastStepOnly.has(node.id));
      case 'attention':
        return addAttention(parts, node);
      case 'layerNorm':
        return addLayerNorm(parts, node);
      case 'batchNorm':
        return this.writeBatchNorm(node, rank);
      case 'lastStep':
        if (node.inputs.length === 2) return addLastThere(parts, node);
        if (lastStepOnly.has(first)) return parts.operator('Identity', node.inputs, node.id);
        return parts.operator('Gather', [first, parts.integers(`${node.id}.last`, -1)], node.id, { axis: 1 });
      case 'meanOverTime':
        return parts.operator('ReduceMean', [first, parts.integers(`${node.id}.axes`, [1])], node.id, { keepdims: 0 });
      case 'relu':
        return parts.operator('Relu', node.inputs, node.id);
      case 'gelu': {
        const approximate = { text: node.approximation === 'erf' ? 'none' : 'tanh' };
        return parts.operator('Gelu', node.inputs, node.id, { approximate });
      }
      case 'tanh':
        return parts.operator('Tanh', node.inputs, node.id);
      case 'sigmoid':
        return parts.operator('Sigmoid', node.inputs, node.id);
      case 'softmax':
        return parts.operator('Softmax', node.inputs, node.id, { axis: -1 });
      case 'flatten':
        return parts.operator('Flatten', node.inputs, node.id, { axis: 1 });
      case 'add':
        return parts.operator('Add', node.inputs, node.id);
      case 'concat':
        return parts.operator('Concat', node.inputs, node.id, { axis: -1 });
      default:
        throw new UnsupportedWork((node as GraphNode).id, `ONNX has no operator for ${(node as GraphNode).kind}.`);
    }
  }

  /** ONNX's channels come second: a sequence is turned and turned back. */
  private writeBatchNorm(node: Extract<GraphNode, { kind: 'batchNorm' }>, rank: number): 'native' | 'composed' {
    const { parts } = this;
    if (rank !== 3) return addBatchNorm(parts, node, node.inputs[0]);
    parts.operator('Transpose', [node.inputs[0]], `${node.id}.turned`, { perm: [0, 2, 1] });
    addBatchNorm(parts, node, `${node.id}.turned`, `${node.id}.normal`);
    parts.operator('Transpose', [`${node.id}.normal`], node.id, { perm: [0, 2, 1] });
    return 'composed';
  }
}

/** The step before its length of each sequence. */
function addLastThere(parts: ModelParts, { id, inputs }: Extract<GraphNode, { kind: 'lastStep' }>): 'composed' {
  const [sequence, lengths = ''] = inputs;
  parts.operator('Cast', [lengths], `${id}.lengths`, { to: onnx.TensorProto.DataType.INT64 });
  parts.operator('Sub', [`${id}.lengths`, parts.integers(`${id}.one`, [1])], `${id}.step`);
  parts.operator('Unsqueeze', [`${id}.step`, parts.integers(`${id}.axis`, [1])], `${id}.steps`);
  parts.operator('GatherND', [sequence, `${id}.steps`], id, { batch_dims: 1 });
  return 'composed';
}

/** Gemm adds the bias in the same operator, but takes matrices only. */
function addDense(parts: ModelParts, node: Extract<GraphNode, { kind: 'dense' }>, rank: number): 'native' | 'composed' {
  const kernel = parts.weight(`${node.id}.kernel`);
  const bias = parts.weight(`${node.id}.bias`);
  if (rank === 2) return parts.operator('Gemm', [node.inputs[0], kernel, bias], node.id);
  parts.operator('MatMul', [node.inputs[0], kernel], `${node.id}.product`);
  parts.operator('Add', [`${node.id}.product`, bias], node.id);
  return 'composed';
}

/**
 * Recurrent nodes of which nothing but the last step is read: the operator gives the last hidden state by itself, so the
 * sequence need not be transposed back. (The identity in place of the `lastStep` is optimised away.)
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
  return new Set(graph.nodes.filter((node) => isPlainRecurrent(node) && isReadSo(node)).map(({ id }) => id));
}

/** Of one direction: the last step of the sequence is then its last state. */
function isPlainRecurrent(node: GraphNode): boolean {
  return (node.kind === 'lstm' || node.kind === 'gru' || node.kind === 'rnn') && !node.bidirectional;
}

function tensorInfo({ name, shape, dtype, role }: GraphInput): onnx.IValueInfoProto {
  const { FLOAT, INT32 } = onnx.TensorProto.DataType;
  const isOpen = (axis: number) => role === 'VARYING' && axis === 1;
  const dim = stagedShape(shape).map((dimValue, axis) => (isOpen(axis) ? { dimParam: 'time' } : { dimValue }));
  return { name, type: { tensorType: { elemType: dtype === 'int32' ? INT32 : FLOAT, shape: { dim } } } };
}

function outputRank(node: GraphNode, rank: number): number {
  switch (node.kind) {
    case 'flatten':
    case 'globalAveragePool':
    case 'lastStep':
    case 'meanOverTime':
      return 2;
    case 'lstm':
    case 'gru':
    case 'rnn':
      return node.returnSequences ? 3 : 2;
    case 'embedding':
      return rank + 1;
    default:
      return rank;
  }
}
