/**
 * The one file that every entrant of a race loads: weights, and the batches that iterations rotate through.
 * Drawn from the race's seed; nothing else initialises anything, so sameness can be proven.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Graph } from '../protocol/graph';
import type { TaskName } from '../protocol/messages';
import { writeSafetensors, type TensorView } from '../protocol/safetensors';
import { graphFacts } from './graph-facts';
import type { Shape } from './node-kinds';

/** Distinct batches that are staged before timing, so that no result can be reused from the iteration before. */
export const BATCH_COUNT = 8;

export interface TensorRecipe {
  readonly seed: number;
  readonly batchCount: number;
  readonly task: TaskName;
}

const UINT32 = 2 ** 32;
const INT32_MAGNITUDE = 2 ** 31;
const BYTES_PER_ELEMENT = 4;

const elements = (shape: Shape) => shape.reduce((product, extent) => product * extent, 1);

/**
 * A stream of 32-bit integers for one tensor, from the seed and the tensor's name alone: adding a node leaves
 * every other tensor as it was. The state comes from SHA-256, so neighbouring seeds share nothing.
 */
function integerStream(seed: number, tensorName: string): () => number {
  const digest = createHash('sha256').update(`photofinish tensors 1\n${seed}\n${tensorName}`).digest();
  const state = [0, 4, 8, 12].map((offset) => digest.readInt32LE(offset));
  const generator = xoroshiro128plusFromState(state);
  return () => generator.next();
}

function uniformFloats(shape: Shape, bound: number, next: () => number): Float32Array {
  const data = new Float32Array(elements(shape));
  const scale = bound / INT32_MAGNITUDE;
  for (let index = 0; index < data.length; index++) data[index] = next() * scale;
  return data;
}

function uniformClasses(count: number, classes: number, next: () => number): Int32Array {
  return Int32Array.from({ length: count }, () => Math.floor(((next() >>> 0) / UINT32) * classes));
}

/** Tensors by name: `<node id>.<weight>`, `batch.<i>.<input>`, and in training `batch.<i>.target`. */
export function makeTensors(graph: Graph, recipe: TensorRecipe): Map<string, TensorView> {
  const facts = graphFacts(graph);
  const tensors = new Map<string, TensorView>();
  const stream = (name: string) => integerStream(recipe.seed, name);
  const addFloats = (name: string, shape: Shape, bound: number) =>
    tensors.set(name, { dtype: 'F32', shape, data: uniformFloats(shape, bound, stream(name)) });

  for (const { node, facts: nodeFacts } of facts.nodes) {
    for (const weight of nodeFacts.weights) addFloats(`${node.id}.${weight.name}`, weight.shape, weight.bound);
  }
  for (let batch = 0; batch < recipe.batchCount; batch++) {
    for (const input of graph.inputs) addFloats(`batch.${batch}.${input.name}`, input.shape, 1);
    if (recipe.task === 'TRAINING' && graph.training) {
      const name = `batch.${batch}.target`;
      if (graph.training.loss === 'meanSquaredError') addFloats(name, facts.outputShape, 1);
      else {
        const [rows = 1, classes = 1] = facts.outputShape;
        tensors.set(name, { dtype: 'I32', shape: [rows], data: uniformClasses(rows, classes, stream(name)) });
      }
    }
  }
  return tensors;
}

/** Bytes that the file will hold, without making it: the bound on what a client may ask for. */
export function tensorBytes(graph: Graph, batchCount: number): number {
  const facts = graphFacts(graph);
  const inputs = graph.inputs.reduce((sum, input) => sum + elements(input.shape), 0);
  return BYTES_PER_ELEMENT * (facts.parameterCount + batchCount * (inputs + elements(facts.outputShape)));
}

/** Writes the file and returns its SHA-256, which stands on the race. */
export async function writeTensors(graph: Graph, recipe: TensorRecipe, file: string): Promise<string> {
  writeSafetensors(file, makeTensors(graph, recipe));
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
