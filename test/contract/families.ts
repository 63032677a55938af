/** Small graphs that together hold every node kind: images, recurrent layers, tokens. (`graphs.ts` has the rest.) */
import type { Graph } from '../../src/protocol/graph';

const SGD = { kind: 'sgd', learningRate: 0.05 } as const;
const ADAM = { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
const square = (filters: number, stride: number) => ({
  ...{ kind: 'conv2d' as const, filters, bias: false },
  ...{ kernelSize: [3, 3] as [number, number], strides: [stride, stride] as [number, number] },
  padding: [1, 1] as [number, number],
});
const NORM = { kind: 'batchNorm', epsilon: 1e-5, momentum: 0.9 } as const;

/** A residual network in small: strides, paddings, both poolings, batch normalisation; nothing is square. */
export const images: Graph = {
  inputs: [{ name: 'picture', shape: [3, 13, 11, 4], dtype: 'float32' }],
  nodes: [
    {
      ...{ kind: 'conv2d', id: 'stem', inputs: ['picture'], filters: 6 },
      ...{ kernelSize: [5, 3], strides: [2, 1], padding: [2, 1], bias: false },
    },
    { ...NORM, id: 'stemNorm', inputs: ['stem'] },
    { kind: 'relu', id: 'stemActive', inputs: ['stemNorm'] },
    {
      ...{ kind: 'maxPool', id: 'pooled', inputs: ['stemActive'] },
      ...{ poolSize: [3, 3], strides: [2, 2], padding: [1, 1] },
    },
    { ...square(6, 1), id: 'inner', inputs: ['pooled'] },
    { ...NORM, id: 'innerNorm', inputs: ['inner'] },
    { kind: 'add', id: 'residual', inputs: ['innerNorm', 'pooled'] },
    { ...square(5, 2), id: 'down', inputs: ['residual'], bias: true },
    { kind: 'globalAveragePool', id: 'features', inputs: ['residual'] },
    { kind: 'averagePool', id: 'averaged', inputs: ['residual'], poolSize: [2, 3], strides: [1, 2] },
    { kind: 'flatten', id: 'flatDown', inputs: ['down'] },
    { kind: 'flatten', id: 'flatAveraged', inputs: ['averaged'] },
    { kind: 'concat', id: 'joined', inputs: ['features', 'flatDown', 'flatAveraged'] },
    { kind: 'dense', id: 'logits', inputs: ['joined'], units: 5 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: SGD },
};

/** Stacked, bidirectional and stateful, with and without the whole sequence, of all three kinds. */
export const recurrent: Graph = {
  inputs: [
    { name: 'sequence', shape: [3, 6, 5], dtype: 'float32' },
    { name: 'hidden', shape: [3, 4], dtype: 'float32' },
    { name: 'cell', shape: [3, 4], dtype: 'float32' },
  ],
  nodes: [
    {
      kind: 'lstm',
      id: 'deepLstm',
      inputs: ['sequence'],
      units: 4,
      returnSequences: true,
      bidirectional: true,
      layers: 2,
    },
    {
      kind: 'gru',
      id: 'deepGru',
      inputs: ['deepLstm'],
      units: 3,
      returnSequences: false,
      bidirectional: true,
      layers: 2,
    },
    {
      kind: 'rnn',
      id: 'deepRnn',
      inputs: ['deepLstm'],
      units: 3,
      returnSequences: false,
      bidirectional: true,
      layers: 2,
    },
    {
      kind: 'gru',
      id: 'plainGru',
      inputs: ['sequence'],
      units: 4,
      returnSequences: true,
      bidirectional: false,
      layers: 1,
    },
    {
      kind: 'rnn',
      id: 'plainRnn',
      inputs: ['plainGru'],
      units: 4,
      returnSequences: true,
      bidirectional: false,
      layers: 1,
    },
    {
      kind: 'lstm',
      id: 'ends',
      inputs: ['plainRnn'],
      units: 3,
      returnSequences: false,
      bidirectional: true,
      layers: 1,
    },
    {
      kind: 'lstm',
      id: 'stateful',
      inputs: ['sequence', 'hidden', 'cell'],
      units: 4,
      returnSequences: false,
      bidirectional: false,
      layers: 1,
    },
    { kind: 'meanOverTime', id: 'average', inputs: ['plainRnn'] },
    { kind: 'concat', id: 'joined', inputs: ['deepGru', 'deepRnn', 'ends', 'stateful', 'average'] },
    { kind: 'dense', id: 'scores', inputs: ['joined'], units: 4 },
  ],
  output: 'scores',
  training: { loss: 'meanSquaredError', optimizer: SGD },
};

/** A text encoder in small. */
export const tokens: Graph = {
  inputs: [{ name: 'words', shape: [3, 6], dtype: 'int32' }],
  nodes: [
    { kind: 'embedding', id: 'embedded', inputs: ['words'], vocabulary: 17, units: 8 },
    { kind: 'attention', id: 'attended', inputs: ['embedded'], heads: 2 },
    { kind: 'add', id: 'first', inputs: ['embedded', 'attended'] },
    { kind: 'layerNorm', id: 'firstNorm', inputs: ['first'], epsilon: 1e-5 },
    { kind: 'dense', id: 'wide', inputs: ['firstNorm'], units: 12 },
    { kind: 'gelu', id: 'bent', inputs: ['wide'], approximation: 'erf' },
    { kind: 'dense', id: 'narrow', inputs: ['bent'], units: 8 },
    { kind: 'gelu', id: 'bentAgain', inputs: ['narrow'], approximation: 'tanh' },
    { kind: 'add', id: 'second', inputs: ['firstNorm', 'bentAgain'] },
    { kind: 'layerNorm', id: 'secondNorm', inputs: ['second'], epsilon: 1e-12 },
    { kind: 'meanOverTime', id: 'average', inputs: ['secondNorm'] },
    { kind: 'dense', id: 'logits', inputs: ['average'], units: 3 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: ADAM },
};
