import { parameter } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'softmax',
  name: 'Softmax',
  description: 'Softmax over the last axis of a matrix, as over the vocabulary of a language model.',
  source: 'J. Devlin et al.: BERT, arXiv 1810.04805 (a vocabulary of 30,522 word pieces)',
  tasks: ['INFERENCE'],
  parameters: [parameter('width', 'Numbers that sum to one.', 30_522, [2, 16_777_216])],
  batchSize: { default: 64, minimum: 1, maximum: 65_536 },
  itemName: 'samples',
  itemsPerIteration: (_parameters, batchSize) => batchSize,
  graph: ({ width = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, width], dtype: 'float32' }],
    nodes: [{ kind: 'softmax', id: 'shares', inputs: ['x'] }],
    output: 'shares',
    training: null,
  }),
};
