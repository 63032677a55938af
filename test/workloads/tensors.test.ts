import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Graph } from '../../src/protocol/graph';
import { readSafetensors } from '../../src/protocol/safetensors';
import { makeTensors, tensorBytes, writeTensors } from '../../src/workloads/tensors';

const graph: Graph = {
  inputs: [{ name: 'x', shape: [4, 6], dtype: 'float32' }],
  nodes: [
    { kind: 'dense', id: 'hidden', inputs: ['x'], units: 5 },
    { kind: 'relu', id: 'active', inputs: ['hidden'] },
    { kind: 'dense', id: 'logits', inputs: ['active'], units: 3 },
  ],
  output: 'logits',
  training: { loss: 'crossEntropy', optimizer: { kind: 'sgd', learningRate: 0.1 } },
};
const recipe = { seed: 7, batchCount: 3, task: 'TRAINING' as const };

describe('the tensor file', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(path.join(os.tmpdir(), 'photofinish-tensors-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  test('the same seed writes the same bytes, another seed writes others, and the hash is that of the file', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => path.join(folder, name)) as [string, string, string];
    const hash = await writeTensors(graph, recipe, a);
    expect(await writeTensors(graph, recipe, b)).toBe(hash);
    expect(await writeTensors(graph, { ...recipe, seed: 8 }, c)).not.toBe(hash);
    expect(createHash('sha256').update(readFileSync(a)).digest('hex')).toBe(hash);
  });

  test('holds every weight, input and target under its name and shape', async () => {
    const file = path.join(folder, 'tensors');
    await writeTensors(graph, recipe, file);
    const tensors = readSafetensors(file);
    const names = ['hidden.kernel', 'hidden.bias', 'logits.kernel', 'logits.bias'];
    for (const batch of [0, 1, 2]) names.push(`batch.${batch}.x`, `batch.${batch}.target`);
    expect([...tensors.keys()].sort()).toEqual(names.sort());
    expect(tensors.get('hidden.kernel')?.shape).toEqual([6, 5]);
    const classes = [...(tensors.get('batch.1.target')?.data ?? [])];
    expect(classes).toHaveLength(4);
    expect(classes.every((label) => Number.isInteger(label) && label >= 0 && label < 3)).toBe(true);
  });

  test('adding a node changes no other tensor', () => {
    const [first, ...rest] = graph.nodes;
    if (!first) throw new Error('the graph has no node');
    const longer: Graph = {
      ...graph,
      nodes: [first, { kind: 'dense', id: 'extra', inputs: ['x'], units: 2 }, ...rest],
    };
    const [before, after] = [makeTensors(graph, recipe), makeTensors(longer, recipe)];
    for (const [name, tensor] of before) expect(after.get(name)?.data).toEqual(tensor.data);
    expect(after.has('extra.kernel')).toBe(true);
  });

  test('batches differ from each other and numbers fill their range evenly', () => {
    const wide: Graph = { ...graph, inputs: [{ name: 'x', shape: [400, 6], dtype: 'float32' }] };
    const tensors = makeTensors(wide, recipe);
    const numbers = [...(tensors.get('batch.0.x')?.data ?? [])];
    expect(numbers).not.toEqual([...(tensors.get('batch.1.x')?.data ?? [])]);
    const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
    const variance = numbers.reduce((sum, value) => sum + value ** 2, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(variance).toBeCloseTo(1 / 3, 1);
    expect(Math.max(...numbers)).toBeLessThanOrEqual(1);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(-1);
  });

  test('the size is foretold without making it, to within the header and the targets', async () => {
    const file = path.join(folder, 'tensors');
    await writeTensors(graph, recipe, file);
    const foretold = tensorBytes(graph, recipe.batchCount);
    expect(statSync(file).size).toBeGreaterThan(foretold * 0.8);
    expect(foretold).toBeGreaterThan(4 * (6 * 5 + 5 + 5 * 3 + 3 + 3 * 4 * 6));
  });
});
