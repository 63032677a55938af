/**
 * The layer graph: what a workload *is*, as data, the same for every engine.
 *
 * A graph is a DAG in topological order. Every node names the tensors it reads (a graph input or an earlier
 * node) and owns its weights under the names that `workloads/node-kinds.ts` gives (`<node id>.kernel`, …).
 * The vocabulary is closed: a new kind is added here and in each engine that can build it; an engine that
 * cannot answers `unsupported` with the node's name.
 *
 * Layouts are canonical and batch-major: sequences are [batch, time, features], images [batch, height, width,
 * channels], dense kernels [in, out]. An engine keeps its own layout inside (staged inputs and weights are converted
 * before anything is timed); what it hands out for parity is canonical again.
 */
import { z } from 'zod';

const name = z.string().regex(/^[a-z][A-Za-z0-9]*$/, 'a letter, then letters and digits');
const dimension = z.int().min(1);
const pair = z.tuple([dimension, dimension]);
const zeroPair = z.tuple([z.int().min(0), z.int().min(0)]);
const unary = { id: name, inputs: z.tuple([name]) };

/** y = a · b; a [m, k] and b [k, n] are both graph inputs or nodes, never weights. */
const gemm = z.strictObject({ kind: z.literal('gemm'), id: name, inputs: z.tuple([name, name]) });
/** y = x · kernel + bias over the last axis; kernel [in, units], bias [units]. */
const dense = z.strictObject({ kind: z.literal('dense'), ...unary, units: dimension });
/**
 * y = x ⋆ kernel + bias: cross-correlation of images [batch, height, width, channels] with kernel
 * [kernel height, kernel width, channels, filters], bias [filters] where `bias` says so. `padding` rows and columns
 * of zeros are added on *both* sides; windows that do not fit whole are left out.
 */
const conv2d = z.strictObject({
  kind: z.literal('conv2d'),
  ...unary,
  filters: dimension,
  kernelSize: pair,
  strides: pair,
  padding: zeroPair,
  bias: z.boolean(),
});
/** The largest of each window of [batch, height, width, channels]; what `padding` adds on both sides never wins. */
const maxPool = z.strictObject({
  kind: z.literal('maxPool'),
  ...unary,
  poolSize: pair,
  strides: pair,
  padding: zeroPair,
});
/** The mean of each whole window of [batch, height, width, channels]. */
const averagePool = z.strictObject({ kind: z.literal('averagePool'), ...unary, poolSize: pair, strides: pair });
/** [batch, height, width, channels] → [batch, channels], the mean over height and width. */
const globalAveragePool = z.strictObject({ kind: z.literal('globalAveragePool'), ...unary });
/** Row x[i] of `table` [vocabulary, units] for every number of an int32 graph input: [batch, …] → [batch, …, units]. */
const embedding = z.strictObject({
  kind: z.literal('embedding'),
  ...unary,
  vocabulary: dimension,
  units: dimension,
});
const recurrent = {
  units: dimension,
  returnSequences: z.boolean(),
  bidirectional: z.boolean(),
  layers: dimension,
  /**
   * An int32 graph input [batch]: of each sequence only so many steps are there and may be computed. The last state is
   * then that of the last of these, and in a returned sequence nobody reads what lies beyond. Absent: all are there.
   */
  lengths: name.optional(),
};
/**
 * LSTM layers, gates in the order input, forget, cell, output in every weight: kernel [in, 4·units],
 * recurrentKernel [units, 4·units], bias [4·units] (one bias, no forget-bias constant). The state begins at zero, or
 * at `inputs` 2 and 3 (hidden and cell state, [batch, units]; one layer of one direction only).
 *
 * All recurrent kinds: [batch, time, features] → returnSequences ? [batch, time, width] : [batch, width], where width
 * is units, or 2·units when bidirectional: the forward and the backward direction side by side, each step's backward
 * state beside its own step. Without returnSequences it is the last state of each direction (for the backward one
 * that of the *first* step). Layer l reads the whole sequence of layer l - 1. Names of weights:
 * `protocol/recurrent-weights.ts`.
 */
const lstm = z.strictObject({
  kind: z.literal('lstm'),
  id: name,
  inputs: z.union([z.tuple([name]), z.tuple([name, name, name])]),
  ...recurrent,
});
/**
 * GRU layers with the reset gate applied *after* the recurrent product (Keras `reset_after`, ONNX
 * `linear_before_reset`, cuDNN), gates in the order update z, reset r, candidate n: kernel [in, 3·units],
 * recurrentKernel [units, 3·units], bias [3·units], recurrentBias [3·units], all trained.
 * n = tanh(x·Wn + bn + r ⊙ (h·Un + rn)), h' = (1 − z) ⊙ n + z ⊙ h.
 */
const gru = z.strictObject({ kind: z.literal('gru'), ...unary, ...recurrent });
/** Elman layers: h' = tanh(x·kernel + h·recurrentKernel + bias). */
const rnn = z.strictObject({ kind: z.literal('rnn'), ...unary, ...recurrent });
/**
 * Multi-head self-attention over [batch, time, width], no mask, no dropout: kernel [width, 3·width] and bias
 * [3·width] give query | key | value; head h owns columns h·width/heads and on of each; scores are scaled by
 * 1/√(width/heads); the heads side by side go through outputKernel [width, width] and outputBias [width].
 */
const attention = z.strictObject({ kind: z.literal('attention'), ...unary, heads: dimension });
/** Over the last axis, with the biased variance: (x − mean)/√(variance + epsilon) · scale + offset. */
const layerNorm = z.strictObject({ kind: z.literal('layerNorm'), ...unary, epsilon: z.number().positive() });
/**
 * Over the last axis (channels), as layerNorm but each channel over all others: INFERENCE with the stored mean and
 * variance (weights that are not trained); TRAINING with those of the batch (biased variance), also in the parity
 * output. A training step moves the stored ones: new = momentum · old + (1 − momentum) · batch's.
 */
const batchNorm = z.strictObject({
  kind: z.literal('batchNorm'),
  ...unary,
  epsilon: z.number().positive(),
  momentum: z.number().min(0).max(1),
});
/** erf: x·Φ(x), exact; tanh: its approximation x/2 · (1 + tanh(√(2/π)(x + 0.044715·x³))). */
const gelu = z.strictObject({ kind: z.literal('gelu'), ...unary, approximation: z.enum(['erf', 'tanh']) });
/**
 * [batch, time, features] → [batch, features] of the last step; with a second input (int32 [batch], a graph input) of
 * the last step that is there of each sequence, the one before its length.
 */
const lastStep = z.strictObject({
  kind: z.literal('lastStep'),
  id: name,
  inputs: z.union([z.tuple([name]), z.tuple([name, name])]),
});
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
  conv2d,
  maxPool,
  averagePool,
  globalAveragePool,
  embedding,
  lstm,
  gru,
  rnn,
  attention,
  layerNorm,
  batchNorm,
  lastStep,
  meanOverTime,
  relu,
  gelu,
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
  /** int32: numbers of rows, read by `embedding` only, drawn below the smallest vocabulary that reads them; or lengths. */
  dtype: z.enum(['float32', 'int32']),
  /**
   * VARYING: its second axis, time, is as long as the batch says, at most as `shape` has it. LENGTHS: int32 [batch], how
   * many steps of each sequence are there. Absent: neither.
   */
  role: z.enum(['VARYING', 'LENGTHS']).optional(),
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
