import { OPERATOR_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

/** The state comes from outside, so that no compiler can leave out the recurrent product as a product with zeros. */
export const workload: Workload = {
  id: 'lstm-cell',
  name: 'LSTM cell',
  description: 'One step of an LSTM from a given hidden and cell state: what decoding token by token repeats.',
  source: 'S. Braun: LSTM Benchmarks for Deep Learning Frameworks, arXiv 1806.01818 (its width and features)',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('units', 'Units of the cell.', 320, [1, 4096], 'units'),
    parameter('features', 'Features of the input.', 123, [1, 4096]),
  ],
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'timesteps',
  itemsPerIteration: (_parameters, batchSize) => batchSize,
  graph: ({ units = 0, features = 0 }, batchSize) => ({
    inputs: [
      { name: 'x', shape: [batchSize, 1, features], dtype: 'float32' },
      { name: 'hidden', shape: [batchSize, units], dtype: 'float32' },
      { name: 'cell', shape: [batchSize, units], dtype: 'float32' },
    ],
    nodes: [
      {
        ...{ kind: 'lstm', id: 'step', inputs: ['x', 'hidden', 'cell'], units },
        ...{ returnSequences: false, bidirectional: false, layers: 1 },
      },
    ],
    output: 'step',
    training: OPERATOR_TRAINING,
  }),
};
