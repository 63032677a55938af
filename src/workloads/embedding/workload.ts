import { OPERATOR_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'embedding',
  name: 'Embedding',
  description: 'Rows of a table by number; in training only the rows that were read have a gradient.',
  source: 'J. Devlin et al.: BERT, arXiv 1810.04805 (30,522 word pieces of 768 numbers)',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('vocabulary', 'Rows of the table.', 30_522, [2, 1_000_000], 'tokens'),
    parameter('units', 'Numbers of one row.', 768, [1, 8192], 'units'),
    parameter('sequenceLength', 'Tokens of one sequence.', 128, [1, 8192], 'tokens'),
  ],
  batchSize: { default: 32, minimum: 1, maximum: 4096 },
  itemName: 'tokens',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ vocabulary = 0, units = 0, sequenceLength = 0 }, batchSize) => ({
    inputs: [{ name: 'words', shape: [batchSize, sequenceLength], dtype: 'int32' }],
    nodes: [{ kind: 'embedding', id: 'embedded', inputs: ['words'], vocabulary, units }],
    output: 'embedded',
    training: OPERATOR_TRAINING,
  }),
};
