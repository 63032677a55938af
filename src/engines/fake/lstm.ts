/** One LSTM layer from a zero state, gates in the order input, forget, cell, output (protocol/graph.ts). */
import type { GraphNode } from '../../protocol/graph';
import type { Value } from './interpreter';
import { matrixProduct } from './matrix';

export interface LstmWeights {
  readonly kernel: Float64Array;
  readonly recurrentKernel: Float64Array;
  readonly bias: Float64Array;
}

type LstmNode = Extract<GraphNode, { kind: 'lstm' }>;

/** Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000. */
export function forwardLstm(input: Value, weights: LstmWeights, { units, returnSequences }: LstmNode): Value {
  const [batch, time, features] = input.shape as [number, number, number];
  const gates = 4 * units;
  const fromInput = matrixProduct(
    { rows: batch * time, columns: features, data: input.data },
    { rows: features, columns: gates, data: weights.kernel },
  );
  const recurrent = { rows: units, columns: gates, data: weights.recurrentKernel };
  let hidden: Float64Array = new Float64Array(batch * units);
  const cell = new Float64Array(batch * units);
  const sequence = new Float64Array(returnSequences ? batch * time * units : 0);
  for (let step = 0; step < time; step += 1) {
    const fromHidden = matrixProduct({ rows: batch, columns: units, data: hidden }, recurrent);
    hidden = new Float64Array(batch * units);
    for (let example = 0; example < batch; example += 1) {
      const start = (example * time + step) * gates;
      const gate = (index: number): number =>
        (fromInput[start + index] as number) +
        (fromHidden[example * gates + index] as number) +
        (weights.bias[index] as number);
      for (let unit = 0; unit < units; unit += 1) {
        const at = example * units + unit;
        const kept = sigmoid(gate(units + unit)) * (cell[at] as number);
        cell[at] = kept + sigmoid(gate(unit)) * Math.tanh(gate(2 * units + unit));
        hidden[at] = sigmoid(gate(3 * units + unit)) * Math.tanh(cell[at]);
      }
      if (returnSequences)
        sequence.set(hidden.subarray(example * units, (example + 1) * units), (example * time + step) * units);
    }
  }
  return returnSequences ? { shape: [batch, time, units], data: sequence } : { shape: [batch, units], data: hidden };
}

function sigmoid(x: number): number {
  return 1 / (1 + Math.exp(-x));
}
