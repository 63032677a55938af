/**
 * lstm, gru and rnn: layers and directions around one run over time, which is TensorFlow's fused LSTM or a loop in
 * JavaScript (TensorFlow has no fused GRU with the reset gate after the product, and no fused plain RNN on the CPU).
 */
import type { GraphNode } from '../../protocol/graph';
import { recurrentWeightName, type RecurrentWeight } from '../../protocol/recurrent-weights';
import type { Building, Operation } from './building';
import type { Framework, Tensor } from './framework';
import { createFusedLstm, type FusedLstm } from './fused-lstm';

export type RecurrentNode = Extract<GraphNode, { kind: 'lstm' | 'gru' | 'rnn' }>;

/** [time, batch, features] and the first states → every hidden state, [time, batch, units]. */
type Run = (x: Tensor, state: readonly Tensor[]) => Tensor;

/** `lastOnly`: the last state is all that is read, although the node gives a sequence. */
export function buildRecurrent(building: Building, node: RecurrentNode, lastOnly: boolean): Operation {
  const { tf } = building.framework;
  const layers = Array.from({ length: node.layers }, (_, layer) =>
    (node.bidirectional ? [false, true] : [false]).map((backward) => buildRun(building, node, layer, backward)),
  );
  return ([x, ...state]) => {
    let sequence = tf.transpose(x as Tensor, [1, 0, 2]);
    for (const directions of layers) {
      const current = sequence;
      const outputs = directions.map((run, index) =>
        index === 0 ? run(current, state) : tf.reverse(run(tf.reverse(current, 0), state), 0),
      );
      sequence = outputs.length === 1 ? (outputs[0] as Tensor) : tf.concat(outputs, -1);
    }
    if (node.returnSequences && !lastOnly) return tf.transpose(sequence, [1, 0, 2]);
    return lastStates(building.framework, node, sequence);
  };
}

/** The backward direction ends at the first step. */
function lastStates(framework: Framework, { bidirectional, units }: RecurrentNode, sequence: Tensor): Tensor {
  const { tf } = framework;
  const [time = 1, batch = 1] = sequence.shape;
  const at = (step: number, begin: number) => tf.squeeze(tf.slice(sequence, [step, 0, begin], [1, batch, units]), [0]);
  return bidirectional ? tf.concat([at(time - 1, 0), at(0, units)], -1) : at(time - 1, 0);
}

function buildRun(building: Building, node: RecurrentNode, layer: number, backward: boolean): Run {
  const name = (weight: RecurrentWeight) => `${node.id}.${recurrentWeightName(weight, layer, backward)}`;
  if (node.kind === 'lstm') {
    // The fused operation takes kernel and recurrent kernel as one matrix, one below the other.
    const weights = building.joined([name('kernel'), name('recurrentKernel')]);
    return fusedRun(building.framework, node.units, weights, building.weight(name('bias')));
  }
  const [kernel, recurrentKernel] = [building.weight(name('kernel')), building.weight(name('recurrentKernel'))];
  const bias = building.weight(name('bias'));
  const cell =
    node.kind === 'rnn'
      ? rnnCell(building.framework, recurrentKernel)
      : gruCell(building.framework, recurrentKernel, building.weight(name('recurrentBias')));
  return loopRun(building.framework, node.units, { kernel, bias, cell });
}

/** The operation is made when the first batch of a length shows its shape. */
function fusedRun(framework: Framework, units: number, weights: Tensor, bias: Tensor): Run {
  const layers = new Map<number, FusedLstm>();
  return (x, state) => {
    const [time = 1, batch = 1] = x.shape;
    const layer = layers.get(time) ?? createFusedLstm(framework, { time, batch, units });
    layers.set(time, layer);
    return layer(x, { weights, bias, state: state.length === 2 ? (state as [Tensor, Tensor]) : null });
  };
}

type Cell = (projected: Tensor, hidden: Tensor) => Tensor;

interface Loop {
  readonly kernel: Tensor;
  readonly bias: Tensor;
  readonly cell: Cell;
}

/** The products with the input are made for all steps at once. */
function loopRun({ tf }: Framework, units: number, { kernel, bias, cell }: Loop): Run {
  return (x) => {
    const [time = 1, batch = 1, features = 1] = x.shape;
    const rows = tf.add(tf.matMul(tf.reshape(x, [-1, features]), kernel), bias);
    // The gradient of unstacking a single step is not an array, and fails.
    const steps = time === 1 ? [rows] : tf.unstack(tf.reshape(rows, [time, batch, -1]), 0);
    let hidden: Tensor = tf.zeros([batch, units]);
    return tf.stack(
      steps.map((projected) => {
        hidden = cell(projected, hidden);
        return hidden;
      }),
      0,
    );
  };
}

function rnnCell({ tf }: Framework, recurrentKernel: Tensor): Cell {
  return (projected, hidden) => tf.tanh(tf.add(projected, tf.matMul(hidden, recurrentKernel)));
}

/** The reset gate after the recurrent product; gates z, r, n. */
function gruCell({ tf }: Framework, recurrentKernel: Tensor, recurrentBias: Tensor): Cell {
  return (projected, hidden) => {
    const product = tf.add(tf.matMul(hidden, recurrentKernel), recurrentBias);
    const [fromZ, fromR, fromN] = tf.split(projected, 3, -1) as [Tensor, Tensor, Tensor];
    const [ofZ, ofR, ofN] = tf.split(product, 3, -1) as [Tensor, Tensor, Tensor];
    const update = tf.sigmoid(tf.add(fromZ, ofZ));
    const candidate = tf.tanh(tf.add(fromN, tf.mul(tf.sigmoid(tf.add(fromR, ofR)), ofN)));
    return tf.add(candidate, tf.mul(update, tf.sub(hidden, candidate)));
  };
}
