/**
 * From the canonical LSTM weights (gates i, f, c, o side by side in columns) to ONNX's (gates i, o, f, c one below
 * the other in rows). https://onnx.ai/onnx/operators/onnx__LSTM.html
 */
import type { TensorView } from '../worker-kit/node/work';

/** Position in ONNX's order → position in ours. */
const CANONICAL_GATE = [0, 3, 1, 2] as const;

/** [in, 4·units] → [4·units, in], gates reordered. Serves kernel and recurrent kernel. */
export function toOnnxKernel(kernel: TensorView, units: number): Float32Array {
  const rows = kernel.shape[0] ?? 0;
  const columns = 4 * units;
  const result = new Float32Array(rows * columns);
  for (let column = 0; column < columns; column += 1) {
    const source = canonicalColumn(column, units);
    for (let row = 0; row < rows; row += 1) result[column * rows + row] = kernel.data[row * columns + source] ?? NaN;
  }
  return result;
}

/** [4·units] → [8·units]: the input's bias, then the recurrent bias, which stays zero. */
export function toOnnxBias(bias: TensorView, units: number): Float32Array {
  const result = new Float32Array(8 * units);
  for (let column = 0; column < 4 * units; column += 1)
    result[column] = bias.data[canonicalColumn(column, units)] ?? NaN;
  return result;
}

function canonicalColumn(onnxColumn: number, units: number): number {
  const gate = CANONICAL_GATE[Math.floor(onnxColumn / units)] ?? 0;
  return gate * units + (onnxColumn % units);
}
