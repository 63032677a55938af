/** What is particular to onnxruntime-node; that it computes rightly is shown by test/contract. */
import * as path from 'node:path';
import { onnx } from 'onnx-proto';
import { onnxruntimeNode } from '../../src/engines/onnxruntime-node/adapter';
import { toOnnxBias, toOnnxKernel } from '../../src/engines/onnxruntime-node/recurrent-weights';
import { OPSET, writeOnnxModel } from '../../src/engines/onnxruntime-node/onnx-model';
import { UnsupportedWork, type TensorView } from '../../src/engines/worker-kit/node/work';
import type { Graph } from '../../src/protocol/graph';
import { graphFacts } from '../../src/workloads/graph-facts';
import { everyNode, smallLstm } from '../contract/graphs';
import { makeTensors } from '../support/made-tensors';

const tensorsOf = (graph: Graph) => makeTensors(graph, { seed: 1, batchCount: 1, task: 'INFERENCE' });
const decode = (graph: Graph) => onnx.ModelProto.decode(writeOnnxModel(graph, tensorsOf(graph)).bytes);
const operators = (graph: Graph) => (decode(graph).graph?.node ?? []).map(({ opType }) => opType);

it('names what is missing where nothing is installed', () => {
  const packageRoot = path.parse(process.cwd()).root;
  const nothing = onnxruntimeNode.locate({ packageRoot, cacheDirectory: '', pythonOverride: () => undefined });
  expect(nothing).toMatchObject({ kind: 'not-installed', reason: expect.stringContaining('npm ci') });
});

it('reorders the gates input, forget, cell, output into input, output, forget, cell', () => {
  // One row, one unit: the four columns are the gates.
  const view: TensorView = { dtype: 'F32', shape: [1, 4], data: Float32Array.of(1, 2, 3, 4) };
  expect([...toOnnxKernel(view, 1)]).toEqual([1, 4, 2, 3]);
  expect([...toOnnxBias({ ...view, shape: [4] }, 1)]).toEqual([1, 4, 2, 3, 0, 0, 0, 0]);
});

it('transposes kernels, so that ONNX finds a gate in each block of rows', () => {
  // Two rows [in], one unit.
  const view: TensorView = { dtype: 'F32', shape: [2, 4], data: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  expect([...toOnnxKernel(view, 1)]).toEqual([1, 5, 4, 8, 2, 6, 3, 7]);
});

it('writes one fixed opset and counts the canonical parameters, not the zero second bias', () => {
  const model = decode(everyNode);
  expect(model.opsetImport.map(({ version }) => Number(version))).toEqual([OPSET]);
  expect(writeOnnxModel(everyNode, tensorsOf(everyNode)).parameterCount).toBe(graphFacts(everyNode).parameterCount);
});

it('does not transpose a sequence back of which only the last step is read', () => {
  expect(operators(smallLstm)).toEqual(['Transpose', 'LSTM', 'Squeeze', 'Identity', 'Gemm']);
  const whole: Graph = { ...smallLstm, nodes: smallLstm.nodes.slice(0, 1), output: 'recurrent', training: null };
  expect(operators(whole)).toEqual(['Transpose', 'LSTM', 'Squeeze', 'Transpose']);
});

it('calls a dense layer on a sequence composed, and one on a matrix native', () => {
  const { implementation } = writeOnnxModel(everyNode, tensorsOf(everyNode));
  expect(implementation).toContainEqual({ node: 'projected', form: 'composed' });
  expect(implementation).toContainEqual({ node: 'scores', form: 'native' });
});

it('names the node whose kind it does not know', () => {
  const unknown = { kind: 'fold', id: 'mystery', inputs: ['x'] };
  const graph = { ...smallLstm, nodes: [unknown], output: 'mystery' } as unknown as Graph;
  expect(() => writeOnnxModel(graph, new Map())).toThrow(UnsupportedWork);
  expect(() => writeOnnxModel(graph, new Map())).toThrow(expect.objectContaining({ node: 'mystery' }));
});
