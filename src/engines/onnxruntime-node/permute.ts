/** Moves the axes of a dense row-major array: between images [batch, height, width, channels] and ONNX's order. */

export const TO_CHANNELS_FIRST = [0, 3, 1, 2];
export const TO_CHANNELS_LAST = [0, 2, 3, 1];

export interface Permuted {
  readonly shape: number[];
  readonly data: Float32Array;
}

/** Axis i of the result is axis `order[i]` of the source. */
export function permute(data: ArrayLike<number>, shape: readonly number[], order: readonly number[]): Permuted {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, extent) => product * extent, 1));
  const target = order.map((axis) => shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = new Float32Array(data.length);
  const index = target.map(() => 0);
  let source = 0;
  for (let place = 0; place < result.length; place += 1) {
    result[place] = data[source] ?? NaN;
    for (let axis = target.length - 1; axis >= 0; axis -= 1) {
      source += steps[axis] ?? 0;
      index[axis] = (index[axis] ?? 0) + 1;
      if ((index[axis] ?? 0) < (target[axis] ?? 1)) break;
      source -= (steps[axis] ?? 0) * (target[axis] ?? 1);
      index[axis] = 0;
    }
  }
  return { shape: target, data: result };
}
