import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Graph } from '../../src/protocol/graph';
import { readSafetensors } from '../../src/protocol/safetensors';
import { batchCountFor, tensorBytes, writeTensors } from '../../src/workloads/tensors';
import { makeTensors } from '../support/made-tensors';

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

  test('a large tensor is drawn in pieces and is the same whatever comes before it', async () => {
    const large: Graph = { ...graph, inputs: [{ name: 'x', shape: [100_000, 6], dtype: 'float32' }] };
    const file = path.join(folder, 'tensors');
    await writeTensors(large, { ...recipe, task: 'INFERENCE' }, file);
    const first = readSafetensors(file).get('batch.2.x')?.data ?? [];
    expect(first).toHaveLength(600_000);
    expect(new Set(first.slice(0, 1000)).size).toBeGreaterThan(990);
    // Drawn in pieces it goes on where the piece before it ended, and does not begin anew.
    expect(first[2 ** 18]).not.toBe(first[0]);
    const alone: Graph = { ...large, nodes: large.nodes.slice(0, 1), output: 'hidden', training: null };
    await writeTensors(alone, { ...recipe, task: 'INFERENCE' }, file);
    expect(readSafetensors(file).get('batch.2.x')?.data).toEqual(first);
  });

  test('others are answered while a large file is written, and an abort ends it', async () => {
    const huge: Graph = { ...graph, inputs: [{ name: 'x', shape: [2_000_000, 6], dtype: 'float32' }] };
    const file = path.join(folder, 'tensors');
    const abort = new AbortController();
    let turns = 0;
    const turning = setInterval(() => (turns += 1) === 5 && abort.abort(new Error('enough')), 1);
    await expect(writeTensors(huge, recipe, file, abort.signal)).rejects.toThrow('enough');
    clearInterval(turning);
    expect(turns).toBeGreaterThanOrEqual(5);
  });

  test('fewer batches are staged where eight would take over a gibibyte, and none where two do not fit', () => {
    const product = (size: number): Graph => ({
      inputs: ['a', 'b'].map((name) => ({ name, shape: [size, size], dtype: 'float32' as const })),
      nodes: [{ kind: 'gemm', id: 'y', inputs: ['a', 'b'] }],
      output: 'y',
      training: null,
    });
    const most = 4 * 2 ** 30;
    expect(batchCountFor(product(1024), most)).toBe(8);
    expect(batchCountFor(product(4096), most)).toBe(5);
    expect(batchCountFor(product(8192), most)).toBe(2);
    expect(batchCountFor(product(8192), 2 ** 30)).toBeNull();
  });

  test('the size is foretold without making it, to within the header and the targets', async () => {
    const file = path.join(folder, 'tensors');
    await writeTensors(graph, recipe, file);
    const foretold = tensorBytes(graph, recipe.batchCount);
    expect(statSync(file).size).toBeGreaterThan(foretold * 0.8);
    expect(foretold).toBeGreaterThan(4 * (6 * 5 + 5 + 5 * 3 + 3 + 3 * 4 * 6));
  });
});
