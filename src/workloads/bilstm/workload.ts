import { parameter, recurrentClassifier, recurrentParameters } from '../define';
import type { Workload } from '../workload';

/** The paper's own shape is batch size 32, sequenceLength 1000: the default is shorter, so that a CPU can race it. */
export const workload: Workload = {
  id: 'bilstm',
  name: 'Bidirectional LSTM',
  description:
    'Four bidirectional LSTM layers; the last state of both directions is classified. The paper has sequenceLength 1000.',
  source:
    'S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818 (4 × 320 bidirectional, 32 × 1000 × 123)',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    ...recurrentParameters(320, 100, 123),
    parameter('layers', 'Recurrent layers on top of each other.', 4, [1, 16], 'layers'),
  ],
  batchSize: { default: 32, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ units = 0, sequenceLength = 0, features = 0, classes = 0, layers = 0 }, batchSize) =>
    recurrentClassifier(
      { kind: 'lstm', units, bidirectional: true, layers },
      [batchSize, sequenceLength, features],
      classes,
    ),
};
