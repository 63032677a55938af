import { checksumOf } from '../../src/racing/checksum';
import { levelsOff, loadedHolds } from '../../src/racing/loaded-proof';
import { imageShapeOf, isFlipped } from '../../src/racing/pipeline-images';
import { findWorkload } from '../../src/workloads/catalog';
import { resolveParameters } from '../../src/workloads/parameters';
import { placedBlock } from './support';

const DEVIATION = [50, 60, 70];

it('counts in grey levels of each channel, and takes the pixel that is off most', () => {
  expect(levelsOff([0.1, 0, 0, 0, 0.2, 0], [0, 0, 0, 0, 0, 0.1], DEVIATION)).toBeCloseTo(12, 9);
});

it('is infinitely far off where there are other pixels, or none', () => {
  for (const loaded of [[], [1, 2], [1, 2, NaN], [1, 2, Infinity]]) {
    expect(levelsOff(loaded, [1, 2, 3], DEVIATION)).toBe(Infinity);
  }
});

it('holds a block to the batch that it says it took last', () => {
  const batches = [0, 1].map((batch) => Float32Array.from({ length: 300 }, (_, index) => Math.sin(index + 2 * batch)));
  const reference = { first: batches[0] ?? Float32Array.of(), checksums: batches.map(checksumOf) };
  const block = (batch: number, of: Float32Array) => ({ ...placedBlock(0), batch, checksum: checksumOf(of).value });
  const holds = (batch: number, of: Float32Array) =>
    loadedHolds(block(batch, of), reference, { deviation: DEVIATION }, 'FLOAT32');
  const [first = Float32Array.of(), second = Float32Array.of()] = batches;
  expect([holds(0, first), holds(1, second)]).toEqual([true, true]);
  expect([holds(1, first), holds(0, second), holds(2, first)]).toEqual([false, false, false]);
  expect(
    holds(
      0,
      first.map((value) => value + 2e-5),
    ),
  ).toBe(true);
});

it('mirrors about half of the images, by the seed and the number of each', () => {
  const flips = (seed: number) => Array.from({ length: 400 }, (_, image) => isFlipped(seed, image));
  expect(flips(7)).toEqual(flips(7));
  expect(flips(7)).not.toEqual(flips(8));
  const mirrored = flips(7).filter(Boolean).length;
  expect(mirrored).toBeGreaterThan(150);
  expect(mirrored).toBeLessThan(250);
});

it('takes workloads that read images of three channels and nothing else', () => {
  const shapeOf = (id: string) => {
    const workload = findWorkload(id);
    return workload ? imageShapeOf(workload.graph(resolveParameters(workload, []), 2)) : undefined;
  };
  expect(shapeOf('resnet18')).toEqual([2, expect.any(Number), expect.any(Number)]);
  expect(shapeOf('mlp')).toBeNull();
  expect(shapeOf('gemm')).toBeNull();
  expect(shapeOf('text-classifier')).toBeNull();
});
