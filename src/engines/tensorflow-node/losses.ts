/** Loss functions as scalars, mean over the batch (cross entropy) or over all elements (squared error). */
import type { Graph } from '../../protocol/graph';
import type { Attribute, Framework, Scalar, Tensor } from './framework';

/** Output of the graph and its target → scalar loss that tfjs can differentiate. */
export type Loss = (output: Tensor, target: Tensor) => Scalar;

export function createLoss(framework: Framework, kind: NonNullable<Graph['training']>['loss']): Loss {
  const { tf } = framework;
  if (kind === 'meanSquaredError') return (output, target) => tf.squaredDifference(output, target).mean<Scalar>();
  return createSparseCrossEntropy(framework);
}

/**
 * TensorFlow's fused operation on integer labels, which returns the gradient beside the loss. tfjs's own
 * `softmaxCrossEntropy` wants one-hot labels and composes both from about ten operations.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/SparseSoftmaxCrossEntropyWithLogits
 */
function createSparseCrossEntropy({ tf, backend }: Framework): Loss {
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE } = backend.binding;
  const attributes: Attribute[] = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'Tlabels', type: TF_ATTR_TYPE, value: TF_INT32 },
  ];
  return (logits, labels) => {
    const perSample = tf.customGrad((...args: unknown[]) => {
      const [x, save] = args as [Tensor, (tensors: Tensor[]) => void];
      const outputs = backend.executeMultipleOutputs('SparseSoftmaxCrossEntropyWithLogits', attributes, [x, labels], 2);
      const [value, gradient] = outputs as [Tensor, Tensor];
      save([gradient]);
      return {
        value,
        gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(dy.expandDims(1), saved[0] as Tensor),
      };
    });
    return perSample(logits).mean<Scalar>();
  };
}
