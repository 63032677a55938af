/** Shapes, weights and work of embedding, attention and the two normalisations. */
import {
  biasWeight,
  first,
  glorotBound,
  GraphError,
  last,
  requireRank,
  size,
  weight,
  working,
  type Rule,
  type WeightFacts,
} from './kind-facts';

/** Scales and stored variances lie around one. */
const SCALE_BOUND = 0.1;
const VARIANCE_BOUND = 0.5;

export const embedding: Rule<'embedding'> = (node, inputs) => {
  const shape = first(node, inputs);
  const facts = working([...shape, node.units], [weight('table', [node.vocabulary, node.units], 1)], 0);
  return { ...facts, weightElementsRead: Math.min(node.vocabulary, size(shape)) * node.units };
};

export const attention: Rule<'attention'> = (node, inputs) => {
  const shape = first(node, inputs);
  requireRank(node, shape, 3, '[batch, time, width]');
  const [batch = 1, time = 1, width = 1] = shape;
  if (width % node.heads !== 0) throw new GraphError(node.id, `${node.heads} heads do not divide a width of ${width}`);
  const projections = 2 * batch * time * width * (3 * width + width);
  const products = 2 * (2 * batch * time * time * width);
  return working(
    shape,
    [
      weight('kernel', [width, 3 * width], glorotBound(width, width)),
      biasWeight('bias', 3 * width),
      weight('outputKernel', [width, width], glorotBound(width, width)),
      biasWeight('outputBias', width),
    ],
    projections + products,
  );
};

const scaleAndOffset = (channels: number): WeightFacts[] => [
  { ...weight('scale', [channels], SCALE_BOUND), centre: 1 },
  biasWeight('offset', channels),
];

export const layerNorm: Rule<'layerNorm'> = (node, inputs) => {
  const shape = first(node, inputs);
  return working(shape, scaleAndOffset(last(shape)), 0);
};

export const batchNorm: Rule<'batchNorm'> = (node, inputs) => {
  const shape = first(node, inputs);
  if (shape.length < 2) throw new GraphError(node.id, 'batchNorm reads [batch, …, channels]');
  const channels = last(shape);
  return working(
    shape,
    [
      ...scaleAndOffset(channels),
      { ...biasWeight('mean', channels), trainable: false },
      { ...weight('variance', [channels], VARIANCE_BOUND), centre: 1, trainable: false },
    ],
    0,
  );
};
