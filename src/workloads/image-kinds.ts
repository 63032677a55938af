/** Shapes, weights and work of the kinds that read images [batch, height, width, channels]. */
import type { GraphNode } from '../protocol/graph';
import {
  biasWeight,
  describeShape,
  first,
  glorotBound,
  GraphError,
  requireRank,
  size,
  weight,
  weightless,
  working,
  type Rule,
  type Shape,
} from './kind-facts';

type Pair = readonly [number, number];

function image(node: GraphNode, inputs: readonly Shape[]): [number, number, number, number] {
  const shape = first(node, inputs);
  requireRank(node, shape, 4, '[batch, height, width, channels]');
  const [batch = 1, height = 1, width = 1, channels = 1] = shape;
  return [batch, height, width, channels];
}

/** Windows of `extent` that fit whole into the padded image, each `strides` from the one before. */
function windows(node: GraphNode, shape: Shape, extent: Pair, strides: Pair, padding: Pair): Pair {
  if (padding[0] >= extent[0] || padding[1] >= extent[1]) {
    throw new GraphError(
      node.id,
      `a padding of ${describeShape(padding)} is not below the window ${describeShape(extent)}`,
    );
  }
  const along = (axis: 0 | 1) =>
    Math.floor(((shape[axis + 1] ?? 1) + 2 * padding[axis] - extent[axis]) / strides[axis]) + 1;
  const fitting: Pair = [along(0), along(1)];
  if (Math.min(...fitting) < 1) {
    throw new GraphError(node.id, `a window ${describeShape(extent)} does not fit into ${describeShape(shape)}`);
  }
  return fitting;
}

export const conv2d: Rule<'conv2d'> = (node, inputs) => {
  const shape = image(node, inputs);
  const [batch, , , channels] = shape;
  const [height, width] = windows(node, shape, node.kernelSize, node.strides, node.padding);
  const outputShape = [batch, height, width, node.filters];
  const area = size(node.kernelSize);
  const kernelShape = [...node.kernelSize, channels, node.filters];
  return working(
    outputShape,
    [
      weight('kernel', kernelShape, glorotBound(area * channels, area * node.filters)),
      ...(node.bias ? [biasWeight('bias', node.filters)] : []),
    ],
    2 * area * channels * size(outputShape),
  );
};

export const maxPool: Rule<'maxPool'> = (node, inputs) => {
  const shape = image(node, inputs);
  return weightless([shape[0], ...windows(node, shape, node.poolSize, node.strides, node.padding), shape[3]]);
};

export const averagePool: Rule<'averagePool'> = (node, inputs) => {
  const shape = image(node, inputs);
  return weightless([shape[0], ...windows(node, shape, node.poolSize, node.strides, [0, 0]), shape[3]]);
};

export const globalAveragePool: Rule<'globalAveragePool'> = (node, inputs) => {
  const [batch, , , channels] = image(node, inputs);
  return weightless([batch, channels]);
};
