import type { Workload } from '../workload';

/** The shape that the LSTM benchmark paper measures: speech-like frames, one recurrent layer. */
export const workload: Workload = {
  id: 'lstm',
  name: 'LSTM classifier',
  description: 'One LSTM layer over a sequence; its last step is classified.',
  source: 'S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    {
      name: 'units',
      description: 'Units of the recurrent layer.',
      default: 320,
      minimum: 1,
      maximum: 4096,
      unit: 'units',
    },
    {
      name: 'sequenceLength',
      description: 'Time steps of one sequence.',
      default: 100,
      minimum: 1,
      maximum: 4096,
      unit: 'timesteps',
    },
    {
      name: 'features',
      description: 'Features of one time step.',
      default: 123,
      minimum: 1,
      maximum: 4096,
      unit: null,
    },
    {
      name: 'classes',
      description: 'Classes to tell apart.',
      default: 10,
      minimum: 2,
      maximum: 65536,
      unit: 'classes',
    },
  ],
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ units = 0, sequenceLength = 0, features = 0, classes = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, sequenceLength, features], dtype: 'float32' }],
    nodes: [
      { kind: 'lstm', id: 'recurrent', inputs: ['x'], units, returnSequences: true, bidirectional: false, layers: 1 },
      { kind: 'lastStep', id: 'last', inputs: ['recurrent'] },
      { kind: 'dense', id: 'logits', inputs: ['last'], units: classes },
    ],
    output: 'logits',
    training: {
      loss: 'crossEntropy',
      optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    },
  }),
};
