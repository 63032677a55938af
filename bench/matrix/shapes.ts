/** Small parameters for workloads whose usual shape takes minutes on two cores; the graph keeps every kind of node. */
export interface SmallShape {
  readonly parameters?: Readonly<Record<string, number>>;
  readonly batchSize?: number;
}

const RECURRENT = { units: 16, sequenceLength: 12, features: 8 };
const RESIDUAL: SmallShape = { parameters: { imageSize: 64, classes: 10 }, batchSize: 16 };

export const SMALL_SHAPES: Readonly<Record<string, SmallShape>> = {
  attention: { parameters: { sequenceLength: 16, heads: 2, headWidth: 16 }, batchSize: 2 },
  bilstm: { parameters: { ...RECURRENT, layers: 4 }, batchSize: 4 },
  conv2d: { parameters: { imageSize: 16, channels: 8, filters: 8 }, batchSize: 4 },
  elementwise: { parameters: { width: 4096 }, batchSize: 8 },
  embedding: { parameters: { vocabulary: 500, units: 32, sequenceLength: 16 }, batchSize: 4 },
  gemm: { parameters: { size: 256 } },
  gru: { parameters: RECURRENT, batchSize: 4 },
  layernorm: { parameters: { sequenceLength: 16, width: 64 }, batchSize: 4 },
  lstm: { parameters: RECURRENT, batchSize: 4 },
  resnet18: RESIDUAL,
  resnet50: RESIDUAL,
  rnn: { parameters: RECURRENT, batchSize: 4 },
  softmax: { parameters: { width: 1000 }, batchSize: 8 },
  'text-classifier': {
    parameters: { vocabulary: 500, embedding: 16, units: 16, sequenceLength: 12 },
    batchSize: 4,
  },
  'transformer-encoder': {
    parameters: { layers: 2, heads: 2, headWidth: 16, sequenceLength: 16 },
    batchSize: 2,
  },
};
