/** The kinds that look at images or tokens, in tfjs's public functions. Images are NHWC, kernels HWIO. */
import type * as Tfjs from '@tensorflow/tfjs-node-gpu';
import type { GraphNode } from '../../protocol/graph';
import type { Building, Operation } from './building';
import type { Framework, Tensor } from './framework';

type NodeOf<K extends GraphNode['kind']> = Extract<GraphNode, { kind: K }>;
type Pair = [number, number];

/** Below every number that float32 work makes. */
const LOWEST = -3.4e38;

/** tfjs's padding is 'same' or 'valid': 'same' where it means the same, else pixels are added first. */
export function isSame({ kernelSize, strides, padding }: NodeOf<'conv2d'>): boolean {
  return strides.every((stride) => stride === 1) && padding.every((extent, i) => 2 * extent + 1 === kernelSize[i]);
}

function padded({ tf }: Framework, x: Tensor, [rows, columns]: Pair, value: number): Tensor {
  if (rows === 0 && columns === 0) return x;
  return tf.pad(
    x,
    [
      [0, 0],
      [rows, rows],
      [columns, columns],
      [0, 0],
    ],
    value,
  );
}

export function buildConvolution(building: Building, node: NodeOf<'conv2d'>): Operation {
  const { framework } = building;
  const { tf } = framework;
  const kernel = building.weight(`${node.id}.kernel`) as Tfjs.Tensor4D;
  const bias = node.bias ? building.weight(`${node.id}.bias`) : null;
  const same = isSame(node);
  return ([x]) => {
    const input = (same ? x : padded(framework, x as Tensor, node.padding, 0)) as Tfjs.Tensor4D;
    const y = tf.conv2d(input, kernel, node.strides, same ? 'same' : 'valid');
    return bias ? tf.add(y, bias) : y;
  };
}

export function buildPool({ framework }: Building, node: NodeOf<'maxPool' | 'averagePool'>): Operation {
  const { tf } = framework;
  return ([x]) => {
    if (node.kind === 'averagePool') {
      return tf.avgPool(x as Tfjs.Tensor4D, node.poolSize, node.strides, 'valid');
    }
    const input = padded(framework, x as Tensor, node.padding, LOWEST) as Tfjs.Tensor4D;
    return tf.maxPool(input, node.poolSize, node.strides, 'valid');
  };
}

export function buildEmbedding(building: Building, node: NodeOf<'embedding'>): Operation {
  const { tf } = building.framework;
  const table = building.weight(`${node.id}.table`);
  return ([x]) => tf.gather(table, x as Tensor);
}

export function buildGelu({ framework }: Building, node: NodeOf<'gelu'>): Operation {
  const { tf } = framework;
  if (node.approximation === 'erf') {
    return ([x]) => tf.mul(tf.mul(x as Tensor, 0.5), tf.add(tf.erf(tf.mul(x as Tensor, Math.SQRT1_2)), 1));
  }
  const factor = Math.sqrt(2 / Math.PI);
  return ([given]) => {
    const x = given as Tensor;
    const cubic = tf.add(x, tf.mul(tf.mul(tf.mul(x, x), x), 0.044715));
    return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(tf.mul(cubic, factor)), 1));
  };
}

export function buildAttention(building: Building, node: NodeOf<'attention'>): Operation {
  const { tf } = building.framework;
  const [kernel, bias] = [building.weight(`${node.id}.kernel`), building.weight(`${node.id}.bias`)];
  const outputKernel = building.weight(`${node.id}.outputKernel`);
  const outputBias = building.weight(`${node.id}.outputBias`);
  return ([x]) => {
    const [batch = 1, time = 1, width = 1] = (x as Tensor).shape;
    const rows = tf.add(tf.matMul(tf.reshape(x as Tensor, [-1, width]), kernel), bias);
    const parts = tf.transpose(tf.reshape(rows, [batch, time, 3, node.heads, width / node.heads]), [2, 0, 3, 1, 4]);
    const [query, key, value] = tf.unstack(parts, 0) as [Tensor, Tensor, Tensor];
    const scores = tf.matMul(tf.mul(query, Math.sqrt(node.heads / width)), key, false, true);
    const context = tf.transpose(tf.matMul(tf.softmax(scores), value), [0, 2, 1, 3]);
    const joined = tf.matMul(tf.reshape(context, [-1, width]), outputKernel);
    return tf.reshape(tf.add(joined, outputBias), [batch, time, width]);
  };
}

export function buildLayerNorm(building: Building, node: NodeOf<'layerNorm'>): Operation {
  const { tf } = building.framework;
  const [scale, offset] = [building.weight(`${node.id}.scale`), building.weight(`${node.id}.offset`)];
  return ([x]) => {
    const { mean, variance } = tf.moments(x as Tensor, -1, true);
    const normal = tf.mul(tf.sub(x as Tensor, mean), tf.rsqrt(tf.add(variance, node.epsilon)));
    return tf.add(tf.mul(normal, scale), offset);
  };
}

/** In training with the statistics of the batch, which also move the stored ones. */
export function buildBatchNorm(building: Building, node: NodeOf<'batchNorm'>): Operation {
  const { tf } = building.framework;
  const [scale, offset] = [building.weight(`${node.id}.scale`), building.weight(`${node.id}.offset`)];
  const [mean, variance] = [building.statistic(`${node.id}.mean`), building.statistic(`${node.id}.variance`)];
  const normalise = (x: Tensor, itsMean: Tensor, itsVariance: Tensor) =>
    tf.batchNorm(x, itsMean, itsVariance, offset, scale, node.epsilon);
  if (!building.trainable) return ([x]) => normalise(x as Tensor, mean, variance);
  return ([x]) => {
    const axes = (x as Tensor).shape.slice(0, -1).map((_, axis) => axis);
    const now = tf.moments(x as Tensor, axes);
    for (const [stored, current] of [
      [mean, now.mean],
      [variance, now.variance],
    ] as const) {
      stored.assign(tf.add(tf.mul(stored, node.momentum), tf.mul(current, 1 - node.momentum)));
    }
    return normalise(x as Tensor, now.mean, now.variance);
  };
}
