import { OPERATOR_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

/** The convolution that ResNets spend most of their time in. */
export const workload: Workload = {
  id: 'conv2d',
  name: 'Convolution',
  description: 'One two-dimensional convolution with bias, zero padding that keeps the size at stride 1.',
  source: 'K. He et al.: Deep Residual Learning for Image Recognition, arXiv 1512.03385, table 1 (conv2_x)',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('imageSize', 'Height and width of the image.', 56, [8, 1024], 'pixels'),
    parameter('channels', 'Channels of the image.', 64, [1, 4096]),
    parameter('filters', 'Filters, the channels of the result.', 64, [1, 4096]),
    parameter('kernelSize', 'Height and width of a filter.', 3, [1, 7], 'pixels'),
    parameter('stride', 'Pixels from one window to the next.', 1, [1, 4], 'pixels'),
  ],
  batchSize: { default: 16, minimum: 1, maximum: 4096 },
  itemName: 'samples',
  itemsPerIteration: (_parameters, batchSize) => batchSize,
  graph: ({ imageSize = 0, channels = 0, filters = 0, kernelSize = 0, stride = 0 }, batchSize) => ({
    inputs: [{ name: 'x', shape: [batchSize, imageSize, imageSize, channels], dtype: 'float32' }],
    nodes: [
      {
        ...{ kind: 'conv2d', id: 'convolved', inputs: ['x'], filters, bias: true },
        kernelSize: [kernelSize, kernelSize],
        strides: [stride, stride],
        padding: [Math.floor(kernelSize / 2), Math.floor(kernelSize / 2)],
      },
    ],
    output: 'convolved',
    training: OPERATOR_TRAINING,
  }),
};
