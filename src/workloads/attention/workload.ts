import { OPERATOR_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

export const workload: Workload = {
  id: 'attention',
  name: 'Multi-head attention',
  description: 'Multi-head self-attention with its projections, no mask; heads as wide as those of BERT-base.',
  source: 'A. Vaswani et al.: Attention Is All You Need, arXiv 1706.03762; shape of BERT-base, arXiv 1810.04805',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('sequenceLength', 'Tokens of one sequence.', 128, [1, 8192], 'tokens'),
    parameter('heads', 'Heads side by side.', 12, [1, 128], 'heads'),
    parameter('headWidth', 'Numbers of one token in one head.', 64, [1, 512]),
  ],
  batchSize: { default: 8, minimum: 1, maximum: 4096 },
  itemName: 'tokens',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ sequenceLength = 0, heads = 0, headWidth = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, sequenceLength, heads * headWidth], dtype: 'float32' }],
    nodes: [{ kind: 'attention', id: 'attended', inputs: ['x'], heads }],
    output: 'attended',
    training: OPERATOR_TRAINING,
  }),
};
