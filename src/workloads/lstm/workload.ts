import { recurrentClassifier, recurrentParameters } from '../define';
import type { Workload } from '../workload';

/** The shape that the LSTM benchmark paper measures: speech-like frames, one recurrent layer. */
export const workload: Workload = {
  id: 'lstm',
  name: 'LSTM classifier',
  description: 'One LSTM layer over a sequence; its last state is classified.',
  source: 'S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: recurrentParameters(320, 100, 123),
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ units = 0, sequenceLength = 0, features = 0, classes = 0 }, batchSize) =>
    recurrentClassifier(
      { kind: 'lstm', units, bidirectional: false, layers: 1 },
      [batchSize, sequenceLength, features],
      classes,
    ),
};
