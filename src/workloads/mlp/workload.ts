import type { Workload } from '../workload';

/** The multilayer perceptron of countless MNIST tutorials. */
export const workload: Workload = {
  id: 'mlp',
  name: 'Multilayer perceptron',
  description: 'Two hidden layers with ReLU between flattened 28 × 28 images and 10 classes.',
  source: 'The MNIST tutorials of the frameworks',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    { name: 'inputs', description: 'Features of one sample.', default: 784, minimum: 1, maximum: 65536, unit: null },
    {
      name: 'hidden1',
      description: 'Units of the first hidden layer.',
      default: 512,
      minimum: 1,
      maximum: 16384,
      unit: 'units',
    },
    {
      name: 'hidden2',
      description: 'Units of the second hidden layer.',
      default: 256,
      minimum: 1,
      maximum: 16384,
      unit: 'units',
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
  batchSize: { default: 64, minimum: 1, maximum: 65536 },
  itemName: 'samples',
  itemsPerIteration: (_parameters, batchSize) => batchSize,
  graph: ({ inputs = 0, hidden1 = 0, hidden2 = 0, classes = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, inputs], dtype: 'float32' }],
    nodes: [
      { kind: 'dense', id: 'hidden1', inputs: ['x'], units: hidden1 },
      { kind: 'relu', id: 'active1', inputs: ['hidden1'] },
      { kind: 'dense', id: 'hidden2', inputs: ['active1'], units: hidden2 },
      { kind: 'relu', id: 'active2', inputs: ['hidden2'] },
      { kind: 'dense', id: 'logits', inputs: ['active2'], units: classes },
    ],
    output: 'logits',
    training: {
      loss: 'crossEntropy',
      optimizer: { kind: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    },
  }),
};
