/** Small graphs for the contract of engines. */
import type { Graph } from '../../src/protocol/graph';

/** Every kind of node once or more, in one graph; the output's values do not cancel in its sum. */
export const everyNode: Graph = {
  inputs: [
    { name: 'sequence', shape: [4, 6, 5], dtype: 'float32' },
    { name: 'image', shape: [4, 2, 3], dtype: 'float32' },
    { name: 'left', shape: [4, 7], dtype: 'float32' },
    { name: 'right', shape: [7, 3], dtype: 'float32' },
  ],
  nodes: [
    {
      kind: 'lstm',
      id: 'encoder',
      inputs: ['sequence'],
      units: 6,
      returnSequences: true,
      bidirectional: false,
      layers: 1,
    },
    { kind: 'tanh', id: 'bounded', inputs: ['encoder'] },
    { kind: 'add', id: 'residual', inputs: ['encoder', 'bounded'] },
    { kind: 'dense', id: 'projected', inputs: ['residual'], units: 5 },
    {
      kind: 'lstm',
      id: 'summary',
      inputs: ['projected'],
      units: 4,
      returnSequences: false,
      bidirectional: false,
      layers: 1,
    },
    {
      kind: 'lstm',
      id: 'second',
      inputs: ['projected'],
      units: 3,
      returnSequences: true,
      bidirectional: false,
      layers: 1,
    },
    { kind: 'lastStep', id: 'lastOfLstm', inputs: ['second'] },
    { kind: 'lastStep', id: 'lastOfDense', inputs: ['projected'] },
    { kind: 'meanOverTime', id: 'average', inputs: ['residual'] },
    { kind: 'softmax', id: 'shares', inputs: ['average'] },
    { kind: 'flatten', id: 'pixels', inputs: ['image'] },
    { kind: 'dense', id: 'hidden', inputs: ['pixels'], units: 8 },
    { kind: 'relu', id: 'rectified', inputs: ['hidden'] },
    { kind: 'sigmoid', id: 'squashed', inputs: ['hidden'] },
    { kind: 'gemm', id: 'product', inputs: ['left', 'right'] },
    {
      kind: 'concat',
      id: 'joined',
      inputs: ['summary', 'lastOfLstm', 'lastOfDense', 'shares', 'rectified', 'squashed', 'product'],
    },
    { kind: 'dense', id: 'scores', inputs: ['joined'], units: 5 },
  ],
  output: 'scores',
  training: { loss: 'meanSquaredError', optimizer: { kind: 'sgd', learningRate: 0.01 } },
};

/** Without what goes step by step through time: of engines that compile each loop for half a minute. */
export const everyPlainNode: Graph = {
  ...everyNode,
  inputs: everyNode.inputs.filter(({ name }) => name !== 'sequence'),
  nodes: [
    ...everyNode.nodes.filter(({ id }) => ['pixels', 'hidden', 'rectified', 'squashed', 'product'].includes(id)),
    { kind: 'tanh', id: 'bounded', inputs: ['squashed'] },
    { kind: 'add', id: 'residual', inputs: ['rectified', 'bounded'] },
    { kind: 'softmax', id: 'shares', inputs: ['residual'] },
    { kind: 'concat', id: 'joined', inputs: ['shares', 'residual', 'product'] },
    { kind: 'dense', id: 'scores', inputs: ['joined'], units: 5 },
  ],
};

export const smallLstm: Graph = {
  inputs: [{ name: 'x', shape: [8, 12, 7], dtype: 'float32' }],
  nodes: [
    { kind: 'lstm', id: 'recurrent', inputs: ['x'], units: 16, returnSequences: true, bidirectional: false, layers: 1 },
    { kind: 'lastStep', id: 'last', inputs: ['recurrent'] },
    { kind: 'dense', id: 'logits', inputs: ['last'], units: 4 },
  ],
  output: 'logits',
  training: {
    loss: 'crossEntropy',
    optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  },
};

export const smallMlp: Graph = {
  inputs: [{ name: 'x', shape: [16, 20], dtype: 'float32' }],
  nodes: [
    { kind: 'dense', id: 'hidden', inputs: ['x'], units: 24 },
    { kind: 'relu', id: 'active', inputs: ['hidden'] },
    { kind: 'dense', id: 'logits', inputs: ['active'], units: 5 },
  ],
  output: 'logits',
  training: {
    loss: 'crossEntropy',
    optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  },
};
