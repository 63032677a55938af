import { checksum } from '../../src/protocol/checksum';
import type { Block } from '../../src/protocol/block';
import { blockProof, type ProvenFacts } from '../../src/racing/block-proof';
import { checksumOf } from '../../src/racing/checksum';

const tolerance = { output: 1e-5, loss: 1e-5, minimum: 0 };
const block = (iterations: number, value: number, batch = 0) => ({ iterations, checksum: value, batch }) as Block;

describe('a block of inference', () => {
  const outputs = [Float32Array.of(1, -2, 4), Float32Array.of(0.5, 3, 1)];
  const proof = () =>
    blockProof({
      task: 'INFERENCE',
      tolerance,
      checksums: outputs.map(checksumOf),
      stepLosses: [],
      blockLoss: null,
    });

  test('holds where it gave what was proven of its batch, however many its iterations', () => {
    expect(outputs.map((output, batch) => proof()(block(7, checksum(output), batch)))).toEqual(['holds', 'holds']);
  });

  test('fails where it gave the result of another batch, and of one that was never proven', () => {
    expect(proof()(block(7, checksum(outputs[0] ?? []), 1))).toBe('fails');
    expect(proof()(block(7, checksum(outputs[0] ?? []), 2))).toBe('fails');
  });
});

describe('a block of training', () => {
  const training: ProvenFacts = {
    ...{ task: 'TRAINING', tolerance, checksums: [], stepLosses: [2, 1.5, 1], blockLoss: 'LAST_STEP' },
  };

  test.each([
    [1, 2],
    [2, 1.5],
    [3, 1],
  ])('of %i steps, which were proven, ends with their loss %f', (steps, loss) => {
    expect(blockProof(training)(block(steps, loss))).toBe('holds');
    expect(blockProof(training)(block(steps, loss + 1.9e-5))).toBe('holds');
    expect(blockProof(training)(block(steps, loss + 2.1e-5))).toBe('fails');
    expect(blockProof(training)(block(steps, Number.NaN))).toBe('fails');
  });

  test('of an engine that reports the mean over its steps is held to that', () => {
    const proof = blockProof({ ...training, blockLoss: 'MEAN_OF_STEPS' });
    expect([block(1, 2), block(2, 1.75), block(3, 1.5)].map(proof)).toEqual(['holds', 'holds', 'holds']);
    expect(proof(block(3, 1))).toBe('fails');
  });

  test('of more steps has to end as the first such block of the worker did', () => {
    const proof = blockProof(training);
    expect([block(40, 0.2), block(40, 0.2), block(41, 0.7)].map(proof)).toEqual(['holds', 'holds', 'holds']);
    expect([block(40, 0.7), block(40, 0.2)].map(proof)).toEqual(['varies', 'holds']);
  });

  test('counts the steps before it too, where it says them', () => {
    const later = (steps: number, iterations: number, value: number) => ({ ...block(iterations, value), steps });
    const proof = blockProof(training);
    // The third step of three was proven, whichever of them the block began with.
    expect([later(3, 1, 1), later(3, 2, 1), later(3, 2, 1.5)].map(proof)).toEqual(['holds', 'holds', 'fails']);
    // Forty steps on what was staged, or thirty and ten on what was loaded: the same.
    expect([block(40, 0.2), later(40, 10, 0.2), later(40, 10, 0.7)].map(proof)).toEqual(['holds', 'holds', 'varies']);
  });

  test('of a mean is held to those of as many steps after as many others', () => {
    const later = (steps: number, iterations: number, value: number) => ({ ...block(iterations, value), steps });
    const proof = blockProof({ ...training, blockLoss: 'MEAN_OF_STEPS' });
    expect(proof(later(3, 3, 1.5))).toBe('holds');
    expect([block(40, 0.9), later(40, 10, 0.2), later(40, 10, 0.2)].map(proof)).toEqual(['holds', 'holds', 'holds']);
    expect([later(40, 10, 0.9), block(40, 0.2)].map(proof)).toEqual(['varies', 'varies']);
  });

  test('of which nothing was proven never holds', () => {
    expect(blockProof({ ...training, stepLosses: [] })(block(1, 2))).not.toBe('holds');
  });
});
