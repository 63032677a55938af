import type { GraphNode } from '../../protocol/graph';
import { CLASSIFIER_TRAINING, parameter } from '../define';
import type { Workload } from '../workload';

/** BERT's layer: attention and a two-layer network, each added to its input and normalised. */
function encoderLayer(id: string, input: string, width: number, heads: number): { nodes: GraphNode[]; output: string } {
  const norm = (name: string, of: string): GraphNode => ({ kind: 'layerNorm', id: name, inputs: [of], epsilon: 1e-12 });
  return {
    nodes: [
      { kind: 'attention', id: `${id}Attention`, inputs: [input], heads },
      { kind: 'add', id: `${id}Attended`, inputs: [input, `${id}Attention`] },
      norm(`${id}Middle`, `${id}Attended`),
      { kind: 'dense', id: `${id}Wide`, inputs: [`${id}Middle`], units: 4 * width },
      { kind: 'gelu', id: `${id}Bent`, inputs: [`${id}Wide`], approximation: 'erf' },
      { kind: 'dense', id: `${id}Narrow`, inputs: [`${id}Bent`], units: width },
      { kind: 'add', id: `${id}Sum`, inputs: [`${id}Middle`, `${id}Narrow`] },
      norm(id, `${id}Sum`),
    ],
    output: id,
  };
}

export const workload: Workload = {
  id: 'transformer-encoder',
  name: 'Transformer encoder',
  description: 'The encoder of BERT-base over token vectors, no mask, no dropout; their mean is classified.',
  source: 'J. Devlin et al.: BERT, arXiv 1810.04805 (12 layers, 12 heads of 64, feed-forward four times as wide)',
  tasks: ['INFERENCE', 'TRAINING'],
  parameters: [
    parameter('layers', 'Layers on top of each other.', 12, [1, 48], 'layers'),
    parameter('heads', 'Heads side by side.', 12, [1, 32], 'heads'),
    parameter('headWidth', 'Numbers of one token in one head.', 64, [8, 256]),
    parameter('sequenceLength', 'Tokens of one sequence.', 128, [1, 4096], 'tokens'),
    parameter('classes', 'Classes to tell apart.', 2, [2, 65_536], 'classes'),
  ],
  batchSize: { default: 8, minimum: 1, maximum: 1024 },
  itemName: 'tokens',
  itemsPerIteration: ({ sequenceLength = 0 }, batchSize) => batchSize * sequenceLength,
  graph: ({ layers = 0, heads = 0, headWidth = 0, sequenceLength = 0, classes = 0 }, batchSize) => {
    const width = heads * headWidth;
    const nodes: GraphNode[] = [];
    let last = 'x';
    for (let index = 1; index <= layers; index++) {
      const layer = encoderLayer(`layer${index}`, last, width, heads);
      nodes.push(...layer.nodes);
      last = layer.output;
    }
    nodes.push({ kind: 'meanOverTime', id: 'average', inputs: [last] });
    nodes.push({ kind: 'dense', id: 'logits', inputs: ['average'], units: classes });
    return {
      inputs: [{ name: 'x', shape: [batchSize, sequenceLength, width], dtype: 'float32' }],
      nodes,
      output: 'logits',
      training: CLASSIFIER_TRAINING,
    };
  },
};
