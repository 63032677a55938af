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
import { graphFacts, vocabularyOf } from './graph-facts';
import { size, type Shape } from './kind-facts';

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

function uniformFloats(shape: Shape, centre: number, bound: number, next: () => number): Float32Array {
  const data = new Float32Array(size(shape));
  const scale = bound / INT32_MAGNITUDE;
  for (let index = 0; index < data.length; index++) data[index] = centre + next() * scale;
  return data;
}

function uniformIntegers(count: number, below: number, next: () => number): Int32Array {
  return Int32Array.from({ length: count }, () => Math.floor(((next() >>> 0) / UINT32) * below));
}

/**
 * The normalisation that ends a residual branch (the first term of a sum) begins small, as Goyal et al. 2017
 * (arXiv 1706.02677, 5.1) set it to zero: otherwise gradients grow with depth, and so do rounding differences.
 */
const BRANCH_SCALE = 0.2;

function branchEnds(graph: Graph): Set<string> {
  const firstTerms = new Set(graph.nodes.flatMap((node) => (node.kind === 'add' ? [node.inputs[0]] : [])));
  return new Set(graph.nodes.filter(({ kind, id }) => kind === 'batchNorm' && firstTerms.has(id)).map(({ id }) => id));
}

/** Tensors by name: `<node id>.<weight>`, `batch.<i>.<input>`, and in training `batch.<i>.target`. */
export function makeTensors(graph: Graph, recipe: TensorRecipe): Map<string, TensorView> {
  const facts = graphFacts(graph);
  const tensors = new Map<string, TensorView>();
  const small = branchEnds(graph);
  const stream = (name: string) => integerStream(recipe.seed, name);
  const addFloats = (name: string, shape: Shape, bound: number, centre = 0) =>
    tensors.set(name, { dtype: 'F32', shape, data: uniformFloats(shape, centre, bound, stream(name)) });
  const addIntegers = (name: string, shape: Shape, below: number) =>
    tensors.set(name, { dtype: 'I32', shape, data: uniformIntegers(size(shape), below, stream(name)) });

  for (const { node, facts: nodeFacts } of facts.nodes) {
    for (const weight of nodeFacts.weights) {
      const centre = weight.name === 'scale' && small.has(node.id) ? BRANCH_SCALE : weight.centre;
      addFloats(`${node.id}.${weight.name}`, weight.shape, weight.bound, centre);
    }
  }
  for (let batch = 0; batch < recipe.batchCount; batch++) {
    for (const input of graph.inputs) {
      const name = `batch.${batch}.${input.name}`;
      if (input.dtype === 'int32') addIntegers(name, input.shape, vocabularyOf(graph, input));
      else addFloats(name, input.shape, 1);
    }
    if (recipe.task === 'TRAINING' && graph.training) {
      const name = `batch.${batch}.target`;
      if (graph.training.loss === 'meanSquaredError') addFloats(name, facts.outputShape, 1);
      else {
        const [rows = 1, classes = 1] = facts.outputShape;
        addIntegers(name, [rows], classes);
      }
    }
  }
  return tensors;
}

/** Bytes that the file will hold, without making it: the bound on what a client may ask for. */
export function tensorBytes(graph: Graph, batchCount: number): number {
  const facts = graphFacts(graph);
  const inputs = graph.inputs.reduce((sum, input) => sum + size(input.shape), 0);
  return (
    BYTES_PER_ELEMENT * (facts.parameterCount + facts.statisticsCount + batchCount * (inputs + size(facts.outputShape)))
  );
}

/** Writes the file and returns its SHA-256, which stands on the race. */
export async function writeTensors(graph: Graph, recipe: TensorRecipe, file: string): Promise<string> {
  writeSafetensors(file, makeTensors(graph, recipe));
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
