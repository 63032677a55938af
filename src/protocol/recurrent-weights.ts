/**
 * Names of the weights of `lstm`, `gru` and `rnn` by layer and direction; after the node's id and a dot they are the
 * names in the tensor file. (`worker_kit/recurrent.py` says the same to Python.)
 */
export type RecurrentWeight = 'kernel' | 'recurrentKernel' | 'bias' | 'recurrentBias';

/**
 * The first layer's forward direction has the plain name; the backward direction is prefixed, further layers are
 * numbered: `kernel`, `backwardKernel`, `kernel1`, `backwardKernel1`, …
 */
export function recurrentWeightName(weight: RecurrentWeight, layer: number, backward: boolean): string {
  const directed = backward ? `backward${weight.charAt(0).toUpperCase()}${weight.slice(1)}` : weight;
  return layer === 0 ? directed : `${directed}${layer}`;
}
