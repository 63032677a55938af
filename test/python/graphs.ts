/** Small graphs that together hold every node kind, both losses and both optimizers. */
import type { Graph, GraphNode } from '../../src/protocol/graph';

const ADAM = { kind: 'adam', learningRate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-3 } as const;
const SGD = { kind: 'sgd', learningRate: 0.1 } as const;

/** Every kind of the vocabulary once or more: sequences of 5 steps of 7 features, 6 of them. */
export const everyKind: Graph = {
  inputs: [
    { name: 'x', shape: [6, 5, 7], dtype: 'float32' },
    { name: 'b', shape: [8, 9], dtype: 'float32' },
  ],
  nodes: [
    { kind: 'lstm', id: 'first', inputs: ['x'], units: 8, returnSequences: true, bidirectional: false, layers: 1 },
    { kind: 'tanh', id: 'bent', inputs: ['first'] },
    { kind: 'dense', id: 'perStep', inputs: ['bent'], units: 8 },
    { kind: 'sigmoid', id: 'squashed', inputs: ['perStep'] },
    { kind: 'add', id: 'residual', inputs: ['squashed', 'first'] },
    {
      kind: 'lstm',
      id: 'second',
      inputs: ['residual'],
      units: 6,
      returnSequences: false,
      bidirectional: false,
      layers: 1,
    },
    { kind: 'meanOverTime', id: 'mean', inputs: ['residual'] },
    { kind: 'lastStep', id: 'last', inputs: ['first'] },
    { kind: 'flatten', id: 'flat', inputs: ['residual'] },
    { kind: 'dense', id: 'wide', inputs: ['flat'], units: 8 },
    { kind: 'relu', id: 'cut', inputs: ['wide'] },
    { kind: 'concat', id: 'joined', inputs: ['mean', 'last', 'cut', 'second'] },
    { kind: 'dense', id: 'narrow', inputs: ['joined'], units: 8 },
    { kind: 'softmax', id: 'shares', inputs: ['narrow'] },
    { kind: 'gemm', id: 'mixed', inputs: ['shares', 'b'] },
    { kind: 'dense', id: 'logits', inputs: ['mixed'], units: 4 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: ADAM },
};

/** Stacked LSTMs whose output is a sequence, so that every layout has to come back batch-major. */
export const sequenceRegression: Graph = {
  inputs: [{ name: 'x', shape: [3, 4, 5], dtype: 'float32' }],
  nodes: [
    { kind: 'lstm', id: 'first', inputs: ['x'], units: 6, returnSequences: true, bidirectional: false, layers: 1 },
    { kind: 'lstm', id: 'second', inputs: ['first'], units: 5, returnSequences: true, bidirectional: false, layers: 1 },
  ],
  output: 'second',
  training: { loss: 'meanSquaredError', optimizer: SGD },
};

/** The shape of the LSTM workload, small. */
export const classifier: Graph = {
  inputs: [{ name: 'x', shape: [8, 12, 6], dtype: 'float32' }],
  nodes: [
    { kind: 'lstm', id: 'recurrent', inputs: ['x'], units: 16, returnSequences: true, bidirectional: false, layers: 1 },
    { kind: 'lastStep', id: 'last', inputs: ['recurrent'] },
    { kind: 'dense', id: 'logits', inputs: ['last'], units: 5 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: ADAM },
};

export const smallGraphs: Readonly<Record<string, Graph>> = { everyKind, sequenceRegression, classifier };

export function kindsOf(graphs: Iterable<Graph>): Set<GraphNode['kind']> {
  return new Set([...graphs].flatMap((graph) => graph.nodes.map((node) => node.kind)));
}
