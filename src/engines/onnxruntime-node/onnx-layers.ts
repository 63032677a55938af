/** The kinds that look at images or tokens as ONNX operators. Images are [batch, channels, height, width]. */
import type { GraphNode } from '../../protocol/graph';
import type { ModelParts } from './model-parts';
import { permute } from './permute';

type NodeOf<K extends GraphNode['kind']> = Extract<GraphNode, { kind: K }>;
type Form = 'native' | 'composed';

const bothSides = ([rows, columns]: readonly [number, number]) => [rows, columns, rows, columns];

export function addConvolution(parts: ModelParts, node: NodeOf<'conv2d'>, input: string): Form {
  const { shape, data } = parts.view(`${node.id}.kernel`);
  const turned = permute(data, shape, [3, 2, 0, 1]);
  const kernel = parts.floats(`${node.id}.kernel`, turned.shape, turned.data);
  const bias = node.bias ? [parts.weight(`${node.id}.bias`)] : [];
  return parts.operator('Conv', [input, kernel, ...bias], node.id, {
    kernel_shape: node.kernelSize,
    strides: node.strides,
    pads: bothSides(node.padding),
  });
}

export function addPool(parts: ModelParts, node: NodeOf<'maxPool' | 'averagePool'>, input: string): Form {
  const pads = node.kind === 'maxPool' ? bothSides(node.padding) : [0, 0, 0, 0];
  const attributes = { kernel_shape: node.poolSize, strides: node.strides, pads };
  return parts.operator(node.kind === 'maxPool' ? 'MaxPool' : 'AveragePool', [input], node.id, attributes);
}

export function addGlobalAverage(parts: ModelParts, node: NodeOf<'globalAveragePool'>, input: string): Form {
  parts.operator('GlobalAveragePool', [input], `${node.id}.pooled`);
  return parts.operator('Flatten', [`${node.id}.pooled`], node.id, { axis: 1 });
}

/** Inference: with the stored mean and variance. ONNX's channels come second, as in images. */
export function addBatchNorm(
  parts: ModelParts,
  node: NodeOf<'batchNorm'>,
  input: string,
  output: string = node.id,
): Form {
  const [scale, offset] = [parts.weight(`${node.id}.scale`), parts.weight(`${node.id}.offset`)];
  const statistics = ['mean', 'variance'].map((name) => parts.constant(`${node.id}.${name}`));
  const attributes = { epsilon: { real: node.epsilon } };
  return parts.operator('BatchNormalization', [input, scale, offset, ...statistics], output, attributes);
}

export function addLayerNorm(parts: ModelParts, node: NodeOf<'layerNorm'>): Form {
  const [scale, offset] = [parts.weight(`${node.id}.scale`), parts.weight(`${node.id}.offset`)];
  const attributes = { axis: -1, epsilon: { real: node.epsilon } };
  return parts.operator('LayerNormalization', [node.inputs[0], scale, offset], node.id, attributes);
}

/** From matrix products and a softmax, which is how exporters write it; ONNX Runtime fuses what it knows. */
export function addAttention(parts: ModelParts, node: NodeOf<'attention'>): Form {
  const { id, heads } = node;
  const width = parts.view(`${id}.outputKernel`).shape[0] ?? heads;
  parts.operator('MatMul', [node.inputs[0], parts.weight(`${id}.kernel`)], `${id}.products`);
  parts.operator('Add', [`${id}.products`, parts.weight(`${id}.bias`)], `${id}.projected`);
  const split = parts.integers(`${id}.split`, [0, 0, 3, heads, width / heads]);
  parts.operator('Reshape', [`${id}.projected`, split], `${id}.parts`);
  parts.operator('Transpose', [`${id}.parts`], `${id}.apart`, { perm: [2, 0, 3, 1, 4] });
  const [query, key, value] = ['query', 'key', 'value'].map((name, index) => {
    parts.operator('Gather', [`${id}.apart`, parts.integers(`${id}.${name}Index`, index)], `${id}.${name}`, {
      axis: 0,
    });
    return `${id}.${name}`;
  }) as [string, string, string];
  parts.operator('Transpose', [key], `${id}.keyColumns`, { perm: [0, 1, 3, 2] });
  parts.operator('MatMul', [query, `${id}.keyColumns`], `${id}.scores`);
  const scale = parts.scalar(`${id}.scale`, 1 / Math.sqrt(width / heads));
  parts.operator('Mul', [`${id}.scores`, scale], `${id}.scaled`);
  parts.operator('Softmax', [`${id}.scaled`], `${id}.shares`, { axis: -1 });
  parts.operator('MatMul', [`${id}.shares`, value], `${id}.contexts`);
  parts.operator('Transpose', [`${id}.contexts`], `${id}.beside`, { perm: [0, 2, 1, 3] });
  parts.operator('Reshape', [`${id}.beside`, parts.integers(`${id}.merge`, [0, 0, width])], `${id}.joined`);
  parts.operator('MatMul', [`${id}.joined`, parts.weight(`${id}.outputKernel`)], `${id}.output`);
  parts.operator('Add', [`${id}.output`, parts.weight(`${id}.outputBias`)], id);
  return 'composed';
}
