import type { Graph } from '../../src/protocol/graph';
import { kinkDoubt, mayBeInDoubt } from '../../src/racing/kink-doubt';

describe('values that float32 cannot tell the side of a kink of', () => {
  test('the doubt about kinks is the larger error of the losses of their other side', () => {
    const right = { losses: [2, 1], stepLosses: [2, 1] };
    expect(kinkDoubt(right, right)).toBe(0);
    expect(kinkDoubt({ ...right, losses: [2, 1.001] }, right)).toBeCloseTo(0.0005, 12);
    expect(kinkDoubt({ losses: [2, 1.001], stepLosses: [2, 1.003] }, right)).toBeCloseTo(0.003, 12);
  });

  test('only training in float32 with a kink is in doubt', () => {
    const graph = (kind: 'relu' | 'tanh'): Graph => ({
      inputs: [{ name: 'x', shape: [2, 3], dtype: 'float32' }],
      nodes: [{ kind, id: 'y', inputs: ['x'] }],
      output: 'y',
      training: null,
    });
    expect(mayBeInDoubt(graph('relu'), 'TRAINING', 'FLOAT32')).toBe(true);
    expect(mayBeInDoubt(graph('tanh'), 'TRAINING', 'FLOAT32')).toBe(false);
    expect(mayBeInDoubt(graph('relu'), 'INFERENCE', 'FLOAT32')).toBe(false);
    expect(mayBeInDoubt(graph('relu'), 'TRAINING', 'BFLOAT16')).toBe(false);
  });
});
