import { recurrentClassifier, recurrentParameters } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'rnn',
  name: 'RNN classifier',
  description: 'One plain recurrent layer with tanh over a sequence; its last state is classified.',
  source:
    'J. L. Elman: Finding Structure in Time, 1990; shape of S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: recurrentParameters(320, 100, 123),
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ units = 0, sequenceLength = 0, features = 0, classes = 0 }, batchSize) =>
    recurrentClassifier(
      { kind: 'rnn', units, bidirectional: false, layers: 1 },
      [batchSize, sequenceLength, features],
      classes,
    ),
};
