/**
 * ResNets as torchvision builds them (He et al. 2015, table 1; "v1.5": the stride of a bottleneck sits in its 3×3
 * convolution): convolutions without bias, batch normalisation after each, a 7×7/2 stem with a 3×3/2 maximum.
 */
import type { Graph, GraphNode } from '../protocol/graph';
import { parameter } from './define';
import type { ParameterDefinition, Workload } from './workload';

interface Architecture {
  readonly block: 'basic' | 'bottleneck';
  /** Blocks of each of the four stages. */
  readonly stages: readonly number[];
}

const STAGE_WIDTHS = [64, 128, 256, 512];
const BOTTLENECK_EXPANSION = 4;
/** Small, so that rounding differences do not grow from step to step; what a step costs does not depend on it. */
const LEARNING_RATE = 1e-4;

/** Grows the list of nodes; every method returns the id of the last one. */
class Builder {
  readonly nodes: GraphNode[] = [];

  convolution(id: string, input: string, filters: number, size: number, stride: number): string {
    const half = Math.floor(size / 2);
    this.nodes.push({
      ...{ kind: 'conv2d', id, inputs: [input], filters, bias: false },
      ...{ kernelSize: [size, size], strides: [stride, stride], padding: [half, half] },
    });
    this.nodes.push({ kind: 'batchNorm', id: `${id}Norm`, inputs: [id], epsilon: 1e-5, momentum: 0.9 });
    return `${id}Norm`;
  }

  relu(id: string, input: string): string {
    this.nodes.push({ kind: 'relu', id, inputs: [input] });
    return id;
  }

  /** Two 3×3 convolutions, or 1×1, 3×3, 1×1; beside them the input, projected where its shape changes. */
  block(
    id: string,
    input: string,
    block: Architecture['block'],
    width: number,
    stride: number,
    project: boolean,
  ): string {
    const wide = block === 'basic' ? width : width * BOTTLENECK_EXPANSION;
    const shortcut = project ? this.convolution(`${id}Shortcut`, input, wide, 1, stride) : input;
    let inner: string;
    if (block === 'basic') {
      inner = this.relu(`${id}ActiveA`, this.convolution(`${id}A`, input, width, 3, stride));
      inner = this.convolution(`${id}B`, inner, width, 3, 1);
    } else {
      inner = this.relu(`${id}ActiveA`, this.convolution(`${id}A`, input, width, 1, 1));
      inner = this.relu(`${id}ActiveB`, this.convolution(`${id}B`, inner, width, 3, stride));
      inner = this.convolution(`${id}C`, inner, wide, 1, 1);
    }
    this.nodes.push({ kind: 'add', id: `${id}Sum`, inputs: [inner, shortcut] });
    return this.relu(id, `${id}Sum`);
  }
}

/** The graph for square images of three channels. */
export function residualNetwork(
  architecture: Architecture,
  imageSize: number,
  classes: number,
  batchSize: number,
): Graph {
  const builder = new Builder();
  let last = builder.relu('stemActive', builder.convolution('stem', 'image', 64, 7, 2));
  builder.nodes.push({
    ...{ kind: 'maxPool', id: 'pooled', inputs: [last] },
    ...{ poolSize: [3, 3], strides: [2, 2], padding: [1, 1] },
  });
  last = 'pooled';
  STAGE_WIDTHS.forEach((width, stage) => {
    for (let index = 0; index < (architecture.stages[stage] ?? 0); index++) {
      const stride = stage > 0 && index === 0 ? 2 : 1;
      const project = index === 0 && (stage > 0 || architecture.block === 'bottleneck');
      last = builder.block(`stage${stage + 1}Block${index + 1}`, last, architecture.block, width, stride, project);
    }
  });
  builder.nodes.push({ kind: 'globalAveragePool', id: 'features', inputs: [last] });
  builder.nodes.push({ kind: 'dense', id: 'logits', inputs: ['features'], units: classes });
  return {
    inputs: [{ name: 'image', shape: [batchSize, imageSize, imageSize, 3], dtype: 'float32' }],
    nodes: builder.nodes,
    output: 'logits',
    training: { loss: 'crossEntropy', optimizer: { kind: 'sgd', learningRate: LEARNING_RATE } },
  };
}

const PARAMETERS: readonly ParameterDefinition[] = [
  parameter('imageSize', 'Height and width of an image.', 224, [32, 512], 'pixels'),
  parameter('classes', 'Classes to tell apart.', 1000, [2, 65_536], 'classes'),
];

/** A workload of this family; the ImageNet stem is kept at every image size, so that the network stays the same. */
export function residualWorkload(id: string, name: string, architecture: Architecture): Workload {
  return {
    id,
    name,
    description:
      'Image classification with batch normalisation; 224² as ImageNet, or 32² by imageSize (then train with a batch ' +
      'of 32 or more: statistics over fewer values amplify rounding).',
    source: 'K. He et al.: Deep Residual Learning for Image Recognition, arXiv 1512.03385; as torchvision builds it',
    tasks: ['INFERENCE', 'TRAINING'],
    parameters: PARAMETERS,
    batchSize: { default: 8, minimum: 1, maximum: 1024 },
    itemName: 'samples',
    itemsPerIteration: (_parameters, batchSize) => batchSize,
    graph: ({ imageSize = 0, classes = 0 }, batchSize) => residualNetwork(architecture, imageSize, classes, batchSize),
  };
}
