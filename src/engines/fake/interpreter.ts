/** The forward pass of a layer graph in float64, one plain function per node kind: slow, obvious, right. */
import type { Graph, GraphNode, NodeKind } from '../../protocol/graph';
import type { Tensors } from '../worker-kit/node/work';
import { forwardLstm } from './lstm';
import { matrixProduct, type Matrix } from './matrix';

/** What it can compute: the kinds of the workloads that tests race most. */
export const KINDS: ReadonlySet<NodeKind> = new Set<NodeKind>([
  'gemm',
  'dense',
  'lstm',
  'lastStep',
  'meanOverTime',
  'relu',
  'tanh',
  'sigmoid',
  'softmax',
  'flatten',
  'add',
  'concat',
]);

/** A tensor seen as rows of its last axis. */
export interface Value {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** Looks up a weight of a node by its name in the tensors file. */
export type Weights = (node: GraphNode, weight: string) => Float64Array;

export function weightsOf(tensors: Tensors): Weights {
  return (node, weight) => {
    const tensor = tensors.get(`${node.id}.${weight}`);
    if (tensor === undefined) throw new Error(`the tensors file lacks ${node.id}.${weight}`);
    return Float64Array.from(tensor.data);
  };
}

/** The output of the graph on one batch of inputs, by input name. */
export function forward(graph: Graph, weights: Weights, inputs: ReadonlyMap<string, Value>): Value {
  const values = new Map(inputs);
  for (const node of graph.nodes) {
    const operands = node.inputs.map((name) => valueOf(values, name));
    values.set(node.id, compute(node, operands, weights));
  }
  return valueOf(values, graph.output);
}

function compute(node: GraphNode, operands: readonly Value[], weights: Weights): Value {
  const [first, second] = operands as [Value, Value];
  switch (node.kind) {
    case 'gemm':
      return product(first, asMatrix(second));
    case 'dense':
      return dense(first, weights(node, 'kernel'), weights(node, 'bias'));
    case 'lstm': {
      const [kernel, recurrentKernel] = [weights(node, 'kernel'), weights(node, 'recurrentKernel')];
      return forwardLstm(first, { kernel, recurrentKernel, bias: weights(node, 'bias') }, node);
    }
    case 'lastStep':
      return overTime(first, (steps, row) => steps.at((operands[1]?.data[row] ?? 0) - 1) ?? new Float64Array(0));
    case 'meanOverTime':
      return overTime(first, mean);
    case 'relu':
      return map(first, (x) => Math.max(0, x));
    case 'tanh':
      return map(first, Math.tanh);
    case 'sigmoid':
      return map(first, (x) => 1 / (1 + Math.exp(-x)));
    case 'softmax':
      return softmax(first);
    case 'flatten':
      return { shape: [extent(first, 0), first.data.length / extent(first, 0)], data: first.data };
    case 'add':
      return { shape: first.shape, data: first.data.map((x, index) => x + (second.data[index] ?? NaN)) };
    case 'concat':
      return concat(operands);
    default:
      throw new Error(`the fake engine has no ${node.kind}`);
  }
}

function valueOf(values: ReadonlyMap<string, Value>, name: string): Value {
  const value = values.get(name);
  if (value === undefined) throw new Error(`the graph reads ${name} before it is there`);
  return value;
}

function extent(value: Value, axis: number): number {
  const found = value.shape.at(axis);
  if (found === undefined) throw new Error(`a tensor has no axis ${axis}`);
  return found;
}

function asMatrix(value: Value): Matrix {
  const columns = extent(value, -1);
  return { rows: value.data.length / columns, columns, data: value.data };
}

function product(value: Value, right: Matrix): Value {
  return { shape: [...value.shape.slice(0, -1), right.columns], data: matrixProduct(asMatrix(value), right) };
}

function dense(input: Value, kernel: Float64Array, bias: Float64Array): Value {
  const output = product(input, { rows: extent(input, -1), columns: bias.length, data: kernel });
  return { ...output, data: output.data.map((x, index) => x + (bias[index % bias.length] ?? NaN)) };
}

function map(value: Value, f: (x: number) => number): Value {
  return { shape: value.shape, data: value.data.map((x) => f(x)) };
}

/** [batch, time, features] → [batch, features]; `reduce` gets the steps of one example. */
function overTime(value: Value, reduce: (steps: Float64Array[], row: number) => Float64Array): Value {
  const [batch, time, features] = [extent(value, 0), extent(value, 1), extent(value, 2)];
  const data = new Float64Array(batch * features);
  for (let example = 0; example < batch; example += 1) {
    const steps = Array.from({ length: time }, (_, step) => {
      const start = (example * time + step) * features;
      return value.data.subarray(start, start + features);
    });
    data.set(reduce(steps, example), example * features);
  }
  return { shape: [batch, features], data };
}

function mean(steps: Float64Array[]): Float64Array {
  const sum = new Float64Array(steps[0]?.length ?? 0);
  for (const step of steps) step.forEach((x, index) => (sum[index] = (sum[index] ?? 0) + x));
  return sum.map((x) => x / steps.length);
}

function softmax(value: Value): Value {
  const columns = extent(value, -1);
  const data = Float64Array.from(value.data);
  for (let start = 0; start < data.length; start += columns) {
    const row = data.subarray(start, start + columns);
    const largest = row.reduce((a, b) => Math.max(a, b), -Infinity);
    row.forEach((x, index) => (row[index] = Math.exp(x - largest)));
    const total = row.reduce((a, b) => a + b, 0);
    row.forEach((x, index) => (row[index] = x / total));
  }
  return { shape: value.shape, data };
}

function concat(values: readonly Value[]): Value {
  const widths = values.map((value) => extent(value, -1));
  const width = widths.reduce((a, b) => a + b, 0);
  const first = values[0] as Value;
  const rows = first.data.length / extent(first, -1);
  const data = new Float64Array(rows * width);
  let offset = 0;
  for (const [index, value] of values.entries()) {
    const columns = widths[index] as number;
    for (let row = 0; row < rows; row += 1) {
      data.set(value.data.subarray(row * columns, (row + 1) * columns), row * width + offset);
    }
    offset += columns;
  }
  return { shape: [...first.shape.slice(0, -1), width], data };
}
