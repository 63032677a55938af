import { OPERATOR_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'layernorm',
  name: 'Layer normalisation',
  description: 'Layer normalisation of token vectors as wide as those of BERT-base.',
  source: 'J. L. Ba et al.: Layer Normalization, arXiv 1607.06450; width of BERT-base, arXiv 1810.04805',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('sequenceLength', 'Tokens of one sequence.', 128, [1, 8192], 'tokens'),
    parameter('width', 'Numbers of one token.', 768, [2, 65_536]),
  ],
  batchSize: { default: 32, minimum: 1, maximum: 4096 },
  itemName: 'tokens',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ sequenceLength = 0, width = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, sequenceLength, width], dtype: 'float32' }],
    nodes: [{ kind: 'layerNorm', id: 'normal', inputs: ['x'], epsilon: 1e-5 }],
    output: 'normal',
    training: OPERATOR_TRAINING,
  }),
};
