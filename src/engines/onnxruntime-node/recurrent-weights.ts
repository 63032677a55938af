/**
 * From the canonical recurrent weights (gates side by side in columns) to ONNX's (gates one below the other in rows, in
 * its own order). https://onnx.ai/onnx/operators/onnx__LSTM.html, …GRU.html, …RNN.html
 */
import type { TensorView } from '../worker-kit/node/work';

/** For each gate in ONNX's order, its place in ours. LSTM: i, o, f, c from i, f, c, o; GRU: z, r, h in both. */
export const GATES = { lstm: [0, 3, 1, 2], gru: [0, 1, 2], rnn: [0] } as const;

type Gates = readonly number[];

/** [in, gates·units] → [gates·units, in], gates reordered. Serves kernel and recurrent kernel. */
export function toOnnxKernel(kernel: TensorView, units: number, gates: Gates = GATES.lstm): Float32Array {
  const rows = kernel.shape[0] ?? 0;
  const columns = gates.length * units;
  const result = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column += 1) {
    const source = canonicalColumn(column, units, gates);
    for (let row = 0; row < rows; row += 1) result[column * rows + row] = kernel.data[row * columns + source] ?? NaN;
  }
  return result;
}

/** [gates·units] twice → [2·gates·units]: the input's bias, then the recurrent one, zero where there is none. */
export function toOnnxBias(
  bias: TensorView,
  units: number,
  gates: Gates = GATES.lstm,
  recurrentBias: TensorView | null = null,
): Float32Array {
  const columns = gates.length * units;
  const result = new Float32Array(2 * columns);
  for (let column = 0; column < columns; column += 1) {
    const source = canonicalColumn(column, units, gates);
    result[column] = bias.data[source] ?? NaN;
    if (recurrentBias) result[columns + column] = recurrentBias.data[source] ?? NaN;
  }
  return result;
}

function canonicalColumn(onnxColumn: number, units: number, gates: Gates): number {
  return (gates[Math.floor(onnxColumn / units)] ?? 0) * units + (onnxColumn % units);
}
