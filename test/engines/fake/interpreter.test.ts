import { forward, type Value } from '../../../src/engines/fake/interpreter';
import type { GraphNode } from '../../../src/protocol/graph';

const value = (shape: number[], data: number[]): Value => ({ shape, data: Float64Array.from(data) });

/** The one node on inputs a and b, with its weights. */
function compute(node: GraphNode, inputs: Record<string, Value>, weights: Record<string, number[]> = {}): Value {
  const graph = { inputs: [], nodes: [node], output: node.id, training: null };
  return forward(graph, (_, weight) => Float64Array.from(weights[weight] ?? []), new Map(Object.entries(inputs)));
}

const a = value([2, 2], [1, 2, 3, 4]);
const b = value([2, 2], [5, -6, 7, 8]);
const sequence = value([1, 3, 2], [1, 2, 3, 4, 5, 9]);
const one = { id: 'node', inputs: ['a'] as [string] };
const two = { id: 'node', inputs: ['a', 'b'] as [string, string] };

it.each<[GraphNode, Record<string, Value>, Value]>([
  [{ kind: 'gemm', ...two }, { a, b }, value([2, 2], [19, 10, 43, 14])],
  [{ kind: 'add', ...two }, { a, b }, value([2, 2], [6, -4, 10, 12])],
  [{ kind: 'concat', ...two }, { a, b }, value([2, 4], [1, 2, 5, -6, 3, 4, 7, 8])],
  [{ kind: 'relu', ...one }, { a: b }, value([2, 2], [5, 0, 7, 8])],
  [{ kind: 'tanh', ...one }, { a }, value([2, 2], [1, 2, 3, 4].map(Math.tanh))],
  [{ kind: 'sigmoid', ...one }, { a: value([2], [0, Math.log(3)]) }, value([2], [0.5, 0.75])],
  [
    { kind: 'softmax', ...one },
    { a: value([2, 2], [0, Math.log(3), 1000, 1000]) },
    value([2, 2], [0.25, 0.75, 0.5, 0.5]),
  ],
  [{ kind: 'flatten', ...one }, { a: sequence }, value([1, 6], [1, 2, 3, 4, 5, 9])],
  [{ kind: 'lastStep', ...one }, { a: sequence }, value([1, 2], [5, 9])],
  [{ kind: 'meanOverTime', ...one }, { a: sequence }, value([1, 2], [3, 5])],
])('computes %j', (node, inputs, expected) => {
  const result = compute(node, inputs);
  expect(result.shape).toEqual(expected.shape);
  result.data.forEach((x, index) => expect(x).toBeCloseTo(expected.data[index] as number, 12));
});

it('computes a dense layer over the last axis of a sequence', () => {
  const node: GraphNode = { kind: 'dense', ...one, units: 1 };
  expect(compute(node, { a: sequence }, { kernel: [1, 10], bias: [0.5] })).toEqual(
    value([1, 3, 1], [21.5, 43.5, 95.5]),
  );
});

it('computes an LSTM with the gates input, forget, cell, output', () => {
  const weights = {
    kernel: [0.5, -0.25, 1, 0.75],
    recurrentKernel: [0.1, 0.2, -0.3, 0.4],
    bias: [0.01, 0.02, 0.03, 0.04],
  };
  const node: GraphNode = { kind: 'lstm', ...one, units: 1, returnSequences: true, bidirectional: false, layers: 1 };
  const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
  const expected: number[] = [];
  let [h, c] = [0, 0];
  for (const x of [1, -2, 3]) {
    c = sigmoid(-0.25 * x + 0.2 * h + 0.02) * c + sigmoid(0.5 * x + 0.1 * h + 0.01) * Math.tanh(x - 0.3 * h + 0.03);
    h = sigmoid(0.75 * x + 0.4 * h + 0.04) * Math.tanh(c);
    expected.push(h);
  }
  const input = value([1, 3, 1], [1, -2, 3]);
  const result = compute(node, { a: input }, weights);
  expect(result.shape).toEqual([1, 3, 1]);
  result.data.forEach((x, index) => expect(x).toBeCloseTo(expected[index] as number, 12));
  const last = compute({ ...node, returnSequences: false, bidirectional: false, layers: 1 }, { a: input }, weights);
  expect(last).toEqual(value([1, 1], [result.data[2] as number]));
});

it('keeps the examples of a batch apart', () => {
  const weights = {
    kernel: Array.from({ length: 2 * 12 }, (_, index) => Math.sin(index)),
    recurrentKernel: Array.from({ length: 3 * 12 }, (_, index) => Math.cos(index)),
    bias: Array.from({ length: 12 }, (_, index) => Math.sin(3 * index)),
  };
  const node: GraphNode = { kind: 'lstm', ...one, units: 3, returnSequences: true, bidirectional: false, layers: 1 };
  const both = compute(node, { a: value([2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8].map(Math.sin)) }, weights);
  const second = compute(node, { a: value([1, 2, 2], [5, 6, 7, 8].map(Math.sin)) }, weights);
  expect([...both.data.slice(6)]).toEqual([...second.data]);
});
