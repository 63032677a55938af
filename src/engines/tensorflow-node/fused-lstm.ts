/**
 * TensorFlow's fused LSTM layer (`BlockLSTMV2`, gates in our canonical order i, f, c, o) with its gradient
 * (`BlockLSTMGradV2`). tfjs has no function for it; its backend can call any operation by name.
 * https://www.tensorflow.org/api_docs/python/tf/raw_ops/BlockLSTMV2
 */
import type { Attribute, Framework, Tensor } from './framework';

/** What the operation reads beside the sequence: weights [features + units, 4·units], bias [4·units], first states. */
export interface LstmInputs {
  readonly weights: Tensor;
  readonly bias: Tensor;
  /** Hidden and cell state, [batch, units] each; null: zeros. */
  readonly state: readonly [Tensor, Tensor] | null;
}

/** x [time, batch, features] → h [time, batch, units]. */
export type FusedLstm = (x: Tensor, inputs: LstmInputs) => Tensor;

export interface FusedLstmShape {
  readonly time: number;
  readonly batch: number;
  readonly units: number;
}

/** Outputs of the forward operation: i, cs, f, o, ci, co, h. */
const FORWARD_OUTPUTS = 7;
/** Gradients of x, cs_prev, h_prev, w, wci, wcf, wco, b. */
const GRADIENT_OUTPUTS = 8;

/** Makes the layer; the zero states it needs live as long as the process. */
export function createFusedLstm({ tf, backend }: Framework, shape: FusedLstmShape): FusedLstm {
  const { TF_FLOAT, TF_ATTR_TYPE, TF_ATTR_BOOL, TF_ATTR_FLOAT } = backend.binding;
  const gradientAttributes: Attribute[] = [
    { name: 'T', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'use_peephole', type: TF_ATTR_BOOL, value: false },
  ];
  const attributes: Attribute[] = [...gradientAttributes, { name: 'cell_clip', type: TF_ATTR_FLOAT, value: 0 }];
  const steps = int64Scalar({ tf, backend }, shape.time);
  const zeroState = tf.keep(tf.zeros([shape.batch, shape.units]));
  const noPeephole = tf.keep(tf.zeros([shape.units]));
  const zeroSequence = tf.keep(tf.zeros([shape.time, shape.batch, shape.units]));

  // The types of customGrad know neither several inputs nor saved tensors by name.
  const layer = tf.customGrad((...args: unknown[]) => {
    const [x, weights, bias, hidden, cell, save] = args as [...Arguments, (tensors: Tensor[]) => void];
    const inputs = [steps, x, cell, hidden, weights, noPeephole, noPeephole, noPeephole, bias];
    const outputs = backend.executeMultipleOutputs('BlockLSTMV2', attributes, inputs, FORWARD_OUTPUTS);
    save([x, weights, bias, hidden, cell, ...outputs]);
    const h = outputs[FORWARD_OUTPUTS - 1];
    if (h === undefined) throw new Error('BlockLSTMV2 returned too few outputs.');
    return {
      value: h,
      gradFunc: (dh: Tensor, saved: Tensor[]) => {
        const [savedX, savedWeights, savedBias, savedHidden, savedCell, ...savedOutputs] = saved as [
          ...Arguments,
          ...Tensor[],
        ];
        const gradients = backend.executeMultipleOutputs(
          'BlockLSTMGradV2',
          gradientAttributes,
          [
            steps,
            savedX,
            savedCell,
            savedHidden,
            savedWeights,
            noPeephole,
            noPeephole,
            noPeephole,
            savedBias,
            ...savedOutputs,
            zeroSequence,
            dh,
          ],
          GRADIENT_OUTPUTS,
        );
        return [gradients[0], gradients[3], gradients[7], gradients[2], gradients[1]] as Tensor[];
      },
    };
  });
  return (x, { weights, bias, state }) => {
    const [hidden, cell] = state ?? [zeroState, zeroState];
    return layer(x, weights, bias, hidden, cell);
  };
}

/** The sequence, the weights, the bias, the hidden and the cell state. */
type Arguments = [Tensor, Tensor, Tensor, Tensor, Tensor];

/**
 * tfjs has no int64 tensors, but its addon keeps one that an operation produced: made once by a cast. (The package's
 * own `Int64Scalar` would make, and never free, a new one in every call.)
 */
function int64Scalar({ tf, backend }: Pick<Framework, 'tf' | 'backend'>, value: number): Tensor {
  const { TF_INT32, TF_INT64, TF_ATTR_TYPE } = backend.binding;
  const attributes: Attribute[] = [
    { name: 'SrcT', type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: 'DstT', type: TF_ATTR_TYPE, value: TF_INT64 },
  ];
  const source = tf.scalar(value, 'int32');
  const [cast] = backend.executeMultipleOutputs('Cast', attributes, [source], 1);
  source.dispose();
  if (cast === undefined) throw new Error('Cast returned no output.');
  return tf.keep(cast);
}
