/** The layers that a client may send, kind by kind: what each field means and what it is when left out. */
import type { NodeKind } from '../protocol/graph';

export type LayerFieldType = 'Int' | 'Float' | 'Boolean' | 'Pair' | 'Gelu';

export interface LayerField {
  readonly type: LayerFieldType;
  readonly description: string;
  /** Absent: the client has to give it. */
  readonly default?: number | boolean | readonly number[] | string;
}

export interface LayerKind {
  readonly description: string;
  readonly fields: Readonly<Record<string, LayerField>>;
}

const units: LayerField = { type: 'Int', description: 'Numbers that it gives for each position.' };
const pair = (description: string, standard?: readonly number[]): LayerField =>
  standard ? { type: 'Pair', description, default: standard } : { type: 'Pair', description };
const padding = pair('Rows and columns added on both sides.', [0, 0]);
const strides = pair('Pixels from one window to the next.', [1, 1]);
const poolSize = pair('Height and width of a window.');
const poolStrides = pair('Pixels from one window to the next.');
const epsilon: LayerField = { type: 'Float', description: 'Added to the variance.', default: 1e-5 };
const nothing = {};
const recurrent = {
  units: { type: 'Int', description: 'Units of one direction.' },
  returnSequences: { type: 'Boolean', description: 'Every step, not only the last state.', default: false },
  bidirectional: { type: 'Boolean', description: 'Both directions, side by side.', default: false },
  layers: { type: 'Int', description: 'Layers on top of each other.', default: 1 },
} as const satisfies Record<string, LayerField>;

/** In the order of the vocabulary (`protocol/graph.ts`, which says exactly what each computes). */
export const LAYER_KINDS: { readonly [Kind in NodeKind]: LayerKind } = {
  gemm: { description: 'Product of two matrices, both inputs.', fields: nothing },
  dense: { description: 'x · kernel + bias over the last axis.', fields: { units } },
  conv2d: {
    description: 'Two-dimensional convolution of [height, width, channels].',
    fields: {
      filters: { type: 'Int', description: 'Channels of the result.' },
      kernelSize: pair('Height and width of a filter.'),
      strides,
      padding,
      bias: { type: 'Boolean', description: 'Whether a bias is added.', default: true },
    },
  },
  maxPool: { description: 'The largest of each window.', fields: { poolSize, strides: poolStrides, padding } },
  averagePool: { description: 'The mean of each window.', fields: { poolSize, strides: poolStrides } },
  globalAveragePool: { description: 'The mean over height and width.', fields: nothing },
  embedding: {
    description: 'Rows of a table, by the numbers of an INT32 input.',
    fields: { vocabulary: { type: 'Int', description: 'Rows of the table.' }, units },
  },
  lstm: { description: 'LSTM over [time, features].', fields: recurrent },
  gru: { description: 'GRU over [time, features], the reset gate after the product.', fields: recurrent },
  rnn: { description: 'Plain recurrent layers with tanh over [time, features].', fields: recurrent },
  attention: {
    description: 'Multi-head self-attention over [time, width].',
    fields: { heads: { type: 'Int', description: 'Heads side by side; they divide the width.' } },
  },
  layerNorm: { description: 'Normalisation over the last axis.', fields: { epsilon } },
  batchNorm: {
    description: 'Normalisation of each channel over the batch.',
    fields: { epsilon, momentum: { type: 'Float', description: 'Share of the stored value kept.', default: 0.9 } },
  },
  lastStep: { description: 'The last step of a sequence.', fields: nothing },
  meanOverTime: { description: 'The mean over the steps of a sequence.', fields: nothing },
  relu: { description: 'max(x, 0).', fields: nothing },
  gelu: {
    description: 'Gaussian error linear unit.',
    fields: { approximation: { type: 'Gelu', description: 'Exact, or approximated by tanh.', default: 'erf' } },
  },
  tanh: { description: 'Hyperbolic tangent.', fields: nothing },
  sigmoid: { description: 'Logistic function.', fields: nothing },
  softmax: { description: 'Softmax over the last axis.', fields: nothing },
  flatten: { description: 'All axes after the batch become one.', fields: nothing },
  add: { description: 'Sum of two inputs of the same shape.', fields: nothing },
  concat: { description: 'Inputs side by side along the last axis.', fields: nothing },
};
