import { recurrentClassifier, recurrentParameters } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'gru',
  name: 'GRU classifier',
  description:
    'One GRU layer over a sequence (reset gate after the recurrent product, as in cuDNN); its last state is classified.',
  source:
    'K. Cho et al., arXiv 1406.1078; shape of S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: recurrentParameters(320, 100, 123),
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ units = 0, sequenceLength = 0, features = 0, classes = 0 }, batchSize) =>
    recurrentClassifier(
      { kind: 'gru', units, bidirectional: false, layers: 1 },
      [batchSize, sequenceLength, features],
      classes,
    ),
};
