import { CLASSIFIER_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

/** The example has one sigmoid output; two classes with cross entropy are the same decision in this vocabulary. */
export const workload: Workload = {
  id: 'text-classifier',
  name: 'Text classifier',
  description: 'Embedding, LSTM, dense: the sentiment of a review. Two classes with cross entropy, no dropout.',
  source: "Keras's example imdb_lstm (20,000 words, embedding and LSTM of 128, reviews cut at 80 words)",
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('vocabulary', 'Words that are told apart.', 20_000, [2, 1_000_000], 'tokens'),
    parameter('embedding', 'Numbers of one word.', 128, [1, 4096], 'units'),
    parameter('units', 'Units of the LSTM.', 128, [1, 4096], 'units'),
    parameter('sequenceLength', 'Words of one review.', 80, [1, 4096], 'tokens'),
    parameter('classes', 'Classes to tell apart.', 2, [2, 65_536], 'classes'),
  ],
  batchSize: { default: 32, minimum: 1, maximum: 4096 },
  itemName: 'tokens',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ vocabulary = 0, embedding = 0, units = 0, sequenceLength = 0, classes = 0 }, batchSize) => ({
    inputs: [{ name: 'words', shape: [batchSize, sequenceLength], dtype: 'int32' }],
    nodes: [
      { kind: 'embedding', id: 'embedded', inputs: ['words'], vocabulary, units: embedding },
      {
        ...{ kind: 'lstm', id: 'recurrent', inputs: ['embedded'], units },
        ...{ returnSequences: false, bidirectional: false, layers: 1 },
      },
      { kind: 'dense', id: 'logits', inputs: ['recurrent'], units: classes },
    ],
    output: 'logits',
    training: CLASSIFIER_TRAINING,
  }),
};
