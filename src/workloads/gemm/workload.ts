import type { Workload } from '../workload';

/** One square matrix product: what the machine's mathematics library can do, framework overhead included. */
export const workload: Workload = {
  id: 'gemm',
  name: 'Matrix product',
  description: 'One product of two square matrices that both arrive as inputs.',
  source: null,
  tasks: ['INFERENCE'],
  parameters: [
    {
      name: 'size',
      description: 'Rows and columns of both matrices.',
      default: 1024,
      minimum: 1,
      maximum: 8192,
      unit: 'elements',
    },
  ],
  batchSize: { default: 1, minimum: 1, maximum: 1 },
  itemName: 'FLOP',
  itemsPerIteration: ({ size = 0 }) => 2 * size ** 3,
  graph: ({ size = 0 }) => ({
    inputs: [
      { name: 'a', shape: [size, size], dtype: 'float32' },
      { name: 'b', shape: [size, size], dtype: 'float32' },
    ],
    nodes: [{ kind: 'gemm', id: 'product', inputs: ['a', 'b'] }],
    output: 'product',
    training: null,
  }),
};
