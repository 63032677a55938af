/**
 * The layer graph as an ONNX model: one operator per node where ONNX has one, weights as initializers, shapes fixed.
 * Operators: https://onnx.ai/onnx/operators/ at the opset below.
 */
import { onnx } from 'onnx-proto';
import type { Graph, GraphNode } from '../../protocol/graph';
import { UnsupportedWork, type Tensors } from '../worker-kit/node/work';
import { ModelParts } from './model-parts';
import { toOnnxBias, toOnnxKernel } from './lstm-weights';

/** Fixed: with another opset the same model could be optimised differently. 18 is the last with IR version 8. */
export const OPSET = 18;
const IR_VERSION = 8;

export interface OnnxModel {
  readonly bytes: Uint8Array;
  readonly implementation: readonly { node: string; form: 'native' | 'composed' }[];
  /** Of the canonical graph: the LSTM's second bias vector, always zero, is not counted. */
  readonly parameterCount: number;
}

/** Throws `UnsupportedWork` for a node kind that it does not know. Inputs and output keep their names in the graph. */
export function writeOnnxModel(graph: Graph, tensors: Tensors): OnnxModel {
  const parts = new ModelParts(tensors);
  const lastStepOnly = readOnlyByLastStep(graph);
  const ranks = new Map(graph.inputs.map((input) => [input.name, input.shape.length]));
  const implementation = graph.nodes.map((node) => {
    const rank = ranks.get(node.inputs[0]) ?? 0;
    const form = addNode(parts, node, rank, lastStepOnly);
    ranks.set(node.id, outputRank(node, rank));
    return { node: node.id, form };
  });
  const model = onnx.ModelProto.create({
    irVersion: IR_VERSION,
    producerName: 'photofinish',
    opsetImport: [{ domain: '', version: OPSET }],
    graph: {
      name: 'workload',
      input: graph.inputs.map((input) => tensorInfo(input.name, input.shape, input.dtype)),
      output: [{ name: graph.output, type: { tensorType: { elemType: onnx.TensorProto.DataType.FLOAT } } }],
      node: parts.nodes,
      initializer: parts.initializers,
    },
  });
  return { bytes: onnx.ModelProto.encode(model).finish(), implementation, parameterCount: parts.parameterCount };
}

function addNode(
  parts: ModelParts,
  node: GraphNode,
  rank: number,
  lastStepOnly: ReadonlySet<string>,
): 'native' | 'composed' {
  switch (node.kind) {
    case 'gemm':
      return parts.operator('MatMul', node.inputs, node.id);
    case 'dense':
      return addDense(parts, node, rank);
    case 'lstm':
      return addLstm(parts, node, node.returnSequences && !lastStepOnly.has(node.id));
    case 'lastStep':
      if (lastStepOnly.has(node.inputs[0])) return parts.operator('Identity', node.inputs, node.id);
      return parts.operator('Gather', [node.inputs[0], parts.integers(`${node.id}.last`, -1)], node.id, { axis: 1 });
    case 'meanOverTime':
      return parts.operator('ReduceMean', [node.inputs[0], parts.integers(`${node.id}.axes`, [1])], node.id, {
        keepdims: 0,
      });
    case 'relu':
      return parts.operator('Relu', node.inputs, node.id);
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
      throw new UnsupportedWork(
        (node as GraphNode).id,
        `onnxruntime-node cannot build a ${(node as GraphNode).kind} node.`,
      );
  }
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
 * ONNX's LSTM is time-major (ONNX Runtime's CPU provider refuses `layout` = 1), so the transpositions are part of
 * the layer. The second bias vector is zero.
 */
function addLstm(parts: ModelParts, node: Extract<GraphNode, { kind: 'lstm' }>, returnSequences: boolean): 'native' {
  const { id, units } = node;
  const features = parts.view(`${id}.kernel`).shape[0] ?? 1;
  const kernel = parts.floats(`${id}.W`, [1, 4 * units, features], toOnnxKernel(parts.view(`${id}.kernel`), units));
  const recurrent = parts.floats(
    `${id}.R`,
    [1, 4 * units, units],
    toOnnxKernel(parts.view(`${id}.recurrentKernel`), units),
  );
  const bias = parts.floats(`${id}.B`, [1, 8 * units], toOnnxBias(parts.view(`${id}.bias`), units));
  parts.parameterCount -= 4 * units;
  parts.operator('Transpose', [node.inputs[0]], `${id}.timeMajor`, { perm: [1, 0, 2] });
  const inputs = [`${id}.timeMajor`, kernel, recurrent, bias];
  if (!returnSequences) {
    // Outputs: all steps, last hidden state [1, batch, units]; the first is not wanted.
    parts.operator('LSTM', inputs, ['', `${id}.last`], { hidden_size: units });
    parts.operator('Squeeze', [`${id}.last`, parts.integers(`${id}.direction`, [0])], id);
    return 'native';
  }
  parts.operator('LSTM', inputs, `${id}.steps`, { hidden_size: units });
  parts.operator('Squeeze', [`${id}.steps`, parts.integers(`${id}.direction`, [1])], `${id}.hidden`);
  return parts.operator('Transpose', [`${id}.hidden`], id, { perm: [1, 0, 2] });
}

/**
 * LSTM nodes of which nothing but the last step is read: the operator gives the last hidden state by itself, so the
 * sequence need not be transposed back. (The identity in place of the `lastStep` is optimised away.)
 */
function readOnlyByLastStep(graph: Graph): Set<string> {
  const isReadSo = ({ id }: GraphNode): boolean => {
    const readers = graph.nodes.filter((node) => (node.inputs as readonly string[]).includes(id));
    return id !== graph.output && readers.length > 0 && readers.every(({ kind }) => kind === 'lastStep');
  };
  return new Set(graph.nodes.filter((node) => node.kind === 'lstm' && isReadSo(node)).map(({ id }) => id));
}

function tensorInfo(name: string, shape: readonly number[], dtype: 'float32' | 'int32'): onnx.IValueInfoProto {
  const { FLOAT, INT32 } = onnx.TensorProto.DataType;
  const dim = shape.map((dimValue) => ({ dimValue }));
  return { name, type: { tensorType: { elemType: dtype === 'int32' ? INT32 : FLOAT, shape: { dim } } } };
}

function outputRank(node: GraphNode, rank: number): number {
  if (node.kind === 'flatten') return 2;
  if (node.kind === 'lstm') return node.returnSequences ? 3 : 2;
  return node.kind === 'lastStep' || node.kind === 'meanOverTime' ? rank - 1 : rank;
}
