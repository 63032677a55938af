import { parameter } from '../define';
import type { Workload } from '../workload';

/** What compilers fuse and eager execution pays memory traffic for. */
export const workload: Workload = {
  id: 'elementwise',
  name: 'Elementwise chain',
  description: 'gelu(x + y) + x: two sums around a GELU, as between the products of a transformer.',
  source: 'D. Hendrycks, K. Gimpel: Gaussian Error Linear Units, arXiv 1606.08415 (the approximation by tanh)',
  tasks: ['INFERENCE'],
  parameters: [parameter('width', 'Numbers of one sample.', 65_536, [1, 16_777_216])],
  batchSize: { default: 64, minimum: 1, maximum: 4096 },
  itemName: 'samples',
  itemsPerIteration: (_parameters, batchSize) => batchSize,
  graph: ({ width = 0 }, batchSize) => ({
    inputs: [
      { name: 'x', shape: [batchSize, width], dtype: 'float32' },
      { name: 'y', shape: [batchSize, width], dtype: 'float32' },
    ],
    nodes: [
      { kind: 'add', id: 'sum', inputs: ['x', 'y'] },
      { kind: 'gelu', id: 'bent', inputs: ['sum'], approximation: 'tanh' },
      { kind: 'add', id: 'residual', inputs: ['bent', 'x'] },
    ],
    output: 'residual',
    training: null,
  }),
};
