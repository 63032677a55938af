/**
 * The layer graph: what a workload *is*, as data, the same for every engine.
 *
 * A graph is a DAG in topological order. Every node names the tensors it reads (a graph input or an earlier
 * node) and owns its weights under the names that `workloads/node-kinds.ts` gives (`<node id>.kernel`, …).
 * The vocabulary is closed: a new kind is added here and in each engine that can build it; an engine that
 * cannot answers `unsupported` with the node's name.
 *
 * Layouts are canonical and batch-major: sequences are [batch, time, features], dense kernels [in, out].
 */
import { z } from 'zod';

const name = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a letter, then letters and digits');
const dimension = z.int().min(1);
const unary = { id: name, inputs: z.tuple([name]) };

/** y = a · b; a [m, k] and b [k, n] are both graph inputs or nodes, never weights. */
const gemm = z.strictObject({ kind: z.literal('gemm'), id: name, inputs: z.tuple([name, name]) });
/** y = x · kernel + bias over the last axis; kernel [in, units], bias [units]. */
const dense = z.strictObject({ kind: z.literal('dense'), ...unary, units: dimension });
/**
 * One LSTM layer from a zero state, gates in the order input, forget, cell, output in every weight:
 * kernel [in, 4·units], recurrentKernel [units, 4·units], bias [4·units] (one bias, no forget-bias constant).
 * returnSequences: [batch, time, units]; otherwise the last step [batch, units].
 */
const lstm = z.strictObject({
  kind: z.literal('lstm'),
  ...unary,
  units: dimension,
  returnSequences: z.boolean(),
});
/** [batch, time, features] → [batch, features] of the last step. */
const lastStep = z.strictObject({ kind: z.literal('lastStep'), ...unary });
/** [batch, time, features] → [batch, features], the mean over time. */
const meanOverTime = z.strictObject({ kind: z.literal('meanOverTime'), ...unary });
const relu = z.strictObject({ kind: z.literal('relu'), ...unary });
const tanh = z.strictObject({ kind: z.literal('tanh'), ...unary });
const sigmoid = z.strictObject({ kind: z.literal('sigmoid'), ...unary });
/** Over the last axis. */
const softmax = z.strictObject({ kind: z.literal('softmax'), ...unary });
/** All axes after the batch become one. */
const flatten = z.strictObject({ kind: z.literal('flatten'), ...unary });
/** Elementwise sum of two tensors of the same shape (a residual connection). */
const add = z.strictObject({ kind: z.literal('add'), id: name, inputs: z.tuple([name, name]) });
/** Concatenation along the last axis. */
const concat = z.strictObject({ kind: z.literal('concat'), id: name, inputs: z.array(name).min(2).max(16) });

export const graphNode = z.discriminatedUnion('kind', [
  gemm,
  dense,
  lstm,
  lastStep,
  meanOverTime,
  relu,
  tanh,
  sigmoid,
  softmax,
  flatten,
  add,
  concat,
]);
export type GraphNode = z.infer<typeof graphNode>;
export type NodeKind = GraphNode['kind'];

/** One tensor that changes with every batch; the first axis is the batch. */
export const graphInput = z.strictObject({
  name,
  shape: z.array(dimension).min(1).max(6),
  dtype: z.literal('float32'),
});
export type GraphInput = z.infer<typeof graphInput>;

/** crossEntropy: output is logits [batch, classes], target int32 [batch], mean over the batch. meanSquaredError: target float32 of the output's shape, mean over all elements. */
export const lossKind = z.enum(['crossEntropy', 'meanSquaredError']);

export const optimizer = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sgd'), learningRate: z.number().positive() }),
  z.strictObject({
    kind: z.literal('adam'),
    learningRate: z.number().positive(),
    beta1: z.number(),
    beta2: z.number(),
    epsilon: z.number().positive(),
  }),
]);
export type Optimizer = z.infer<typeof optimizer>;

export const graph = z.strictObject({
  inputs: z.array(graphInput).min(1).max(8),
  nodes: z.array(graphNode).min(1).max(512),
  /** The node whose tensor is the result (for crossEntropy: the logits). */
  output: name,
  /** Null for a workload without a training task. */
  training: z.strictObject({ loss: lossKind, optimizer }).nullable(),
});
export type Graph = z.infer<typeof graph>;
