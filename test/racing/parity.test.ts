import { lossError, outputError, parityTolerance, stepLossError } from '../../src/racing/parity';
import type { Graph } from '../../src/protocol/graph';

const right = Float64Array.of(1, -2, 4);

describe('parity', () => {
  test('the error is the largest difference over the largest right value', () => {
    expect(outputError([Float32Array.of(1, -2, 4)], [right])).toBe(0);
    expect(outputError([Float64Array.of(1.004, -2, 4)], [right])).toBeCloseTo(0.001, 12);
  });

  test.each([
    ['a missing batch', []],
    ['another length', [Float32Array.of(1, -2)]],
    ['a value that is not a number', [Float32Array.of(1, Number.NaN, 4)]],
    ['an infinite value', [Float32Array.of(1, Infinity, 4)]],
  ])('%s is infinitely wrong', (_what, outputs) => {
    expect(outputError(outputs, [right])).toBe(Infinity);
  });

  test('the loss is judged after the last step, and a missing step is infinitely wrong', () => {
    expect(lossError([2, 1.001], [2, 1])).toBeCloseTo(0.0005, 12);
    expect(lossError([2], [2, 1])).toBe(Infinity);
    expect(lossError(null, [2, 1])).toBe(Infinity);
    expect(lossError([2, Number.NaN], [2, 1])).toBe(Infinity);
  });

  test('every step of the kind that is timed is judged', () => {
    expect(stepLossError([2, 1.002, 1], [2, 1, 1])).toBeCloseTo(0.002, 12);
    expect(stepLossError([2, 1], [2, 1, 1])).toBe(Infinity);
    expect(stepLossError(null, [2])).toBe(Infinity);
    expect(stepLossError([Number.NaN], [2])).toBe(Infinity);
  });

  test('long sequences and deep graphs have the wider bound, and low precisions a lower one too', () => {
    const graph = (time: number): Graph => ({
      inputs: [{ name: 'x', shape: [2, time, 3], dtype: 'float32' }],
      nodes: [{ kind: 'lastStep', id: 'y', inputs: ['x'] }],
      output: 'y',
      training: null,
    });
    const deep: Graph = {
      ...graph(2),
      nodes: [
        { kind: 'lstm', id: 'y', inputs: ['x'], units: 2, returnSequences: false, bidirectional: true, layers: 16 },
      ],
    };
    expect(parityTolerance(graph(100), 'FLOAT32')).toEqual({ output: 1e-5, loss: 1e-5, minimum: 0 });
    expect(parityTolerance(graph(256), 'FLOAT32').output).toBe(5e-5);
    expect(parityTolerance(deep, 'FLOAT32').output).toBe(5e-5);
    const bounds = (['TFLOAT32', 'BFLOAT16', 'FLOAT16'] as const).map((name) => parityTolerance(graph(100), name));
    // Between what is too exact for a precision and what is not exact enough there is a decade or more.
    for (const { minimum, output } of bounds) expect(output / minimum).toBeGreaterThan(10);
    // The lower bound of the coarse ones is beyond everything that float32 does.
    for (const { minimum } of bounds) expect(minimum).toBeGreaterThan(1e-5);
  });
});
