/** Row-major matrices in float64. */
export interface Matrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** left · right, [left.rows, right.columns]. The middle loop over k reads both operands row by row. */
export function matrixProduct(left: Matrix, right: Matrix): Float64Array {
  if (left.columns !== right.rows) {
    throw new Error(
      `a product of [${left.rows}, ${left.columns}] and [${right.rows}, ${right.columns}] does not exist`,
    );
  }
  const result = new Float64Array(left.rows * right.columns);
  const { columns } = right;
  for (let row = 0; row < left.rows; row += 1) {
    for (let k = 0; k < left.columns; k += 1) {
      const factor = left.data[row * left.columns + k] as number;
      if (factor === 0) continue;
      for (let column = 0, from = k * columns, to = row * columns; column < columns; column += 1, from += 1, to += 1) {
        result[to] = (result[to] as number) + factor * (right.data[from] as number);
      }
    }
  }
  return result;
}
