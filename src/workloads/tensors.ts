/**
 * The one file that every entrant of a race loads: weights, and the batches that iterations rotate through.
 * Drawn from the race's seed; nothing else initialises anything, so sameness can be proven.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { Graph, GraphInput } from '../protocol/graph';
import type { TaskName } from '../protocol/messages';
import { SafetensorsWriter, type TensorData, type TensorHeader } from '../protocol/safetensors';
import { graphFacts, vocabularyOf } from './graph-facts';
import { size, type Shape } from './kind-facts';
import type { SequenceBatch } from './sequence-batches';
import { varyingBatchCount } from './varying-sequences';

/** Distinct batches that are staged before timing, so that no result can be reused from the iteration before. */
export const MOST_BATCHES = 8;
const FEWEST_BATCHES = 2;
const COMFORTABLE_BYTES = 2 ** 30;

export interface TensorRecipe {
  readonly seed: number;
  readonly batchCount: number;
  readonly task: TaskName;
  /** Of each batch, where sequences vary. */
  readonly sequences?: readonly SequenceBatch[];
  /** By name, the files (float32, nothing else) that tensors are taken from which are not drawn. */
  readonly staged?: ReadonlyMap<string, string>;
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

/** Numbers that are drawn in one go, about 10 ms: in between the server answers others. */
const CHUNK_LENGTH = 2 ** 18;

/** One tensor of the file: what it is called, and how its numbers are drawn. */
export interface TensorPlan extends TensorHeader {
  /** Uniform in centre ± bound, or whole numbers from 0 to below, or not drawn at all. */
  readonly draw:
    | { readonly kind: 'floats'; readonly centre: number; readonly bound: number }
    | { readonly kind: 'integers'; readonly below: number }
    | { readonly kind: 'given'; readonly values: readonly number[] };
}

/** Its numbers from the seed and its name, in the order of the file. */
export function* drawTensor({ name, shape, draw }: TensorPlan, seed: number): Generator<TensorData, void, void> {
  if (draw.kind === 'given') {
    yield Int32Array.from(draw.values);
    return;
  }
  const next = integerStream(seed, name);
  for (let left = size(shape); left > 0; left -= CHUNK_LENGTH) {
    const length = Math.min(left, CHUNK_LENGTH);
    yield draw.kind === 'floats' ? floats(length, draw.centre, draw.bound, next) : integers(length, draw.below, next);
  }
}

function floats(length: number, centre: number, bound: number, next: () => number): Float32Array {
  const data = new Float32Array(length);
  const scale = bound / INT32_MAGNITUDE;
  for (let index = 0; index < length; index++) data[index] = centre + next() * scale;
  return data;
}

function integers(length: number, below: number, next: () => number): Int32Array {
  const data = new Int32Array(length);
  for (let index = 0; index < length; index++) data[index] = ((next() >>> 0) / UINT32) * below;
  return data;
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

/** Everything in the file: `<node id>.<weight>`, `batch.<i>.<input>`, and in training `batch.<i>.target`. */
export function planTensors(graph: Graph, { batchCount, task, sequences }: TensorRecipe): TensorPlan[] {
  const facts = graphFacts(graph);
  const small = branchEnds(graph);
  const weights = facts.nodes.flatMap(({ node, facts: { weights: own } }) =>
    own.map((weight) => {
      const centre = weight.name === 'scale' && small.has(node.id) ? BRANCH_SCALE : weight.centre;
      return floatPlan(`${node.id}.${weight.name}`, weight.shape, weight.bound, centre);
    }),
  );
  const batches = Array.from({ length: batchCount }, (_, batch) => {
    const inputs = graph.inputs.map((input) => inputPlan(graph, input, batch, sequences?.[batch]));
    return task === 'TRAINING' && graph.training ? [...inputs, targetPlan(batch, graph, facts.outputShape)] : inputs;
  });
  return [...weights, ...batches.flat()];
}

/** What lies beyond the length of a sequence is drawn too: an engine that reads it is found out. */
function inputPlan(graph: Graph, input: GraphInput, batch: number, sequences?: SequenceBatch): TensorPlan {
  const name = `batch.${batch}.${input.name}`;
  if (input.role === 'LENGTHS') {
    const values = sequences?.lengths ?? [];
    return { name, dtype: 'I32', shape: [values.length], draw: { kind: 'given', values } };
  }
  const [rows = 1, time = 1, ...rest] = input.shape;
  const shape = input.role === 'VARYING' ? [rows, sequences?.steps ?? time, ...rest] : input.shape;
  return input.dtype === 'int32' ? integerPlan(name, shape, vocabularyOf(graph, input)) : floatPlan(name, shape, 1);
}

function targetPlan(batch: number, { training }: Graph, outputShape: Shape): TensorPlan {
  const name = `batch.${batch}.target`;
  if (training?.loss === 'meanSquaredError') return floatPlan(name, outputShape, 1);
  const [rows = 1, classes = 1] = outputShape;
  return integerPlan(name, [rows], classes);
}

function floatPlan(name: string, shape: Shape, bound: number, centre = 0): TensorPlan {
  return { name, dtype: 'F32', shape, draw: { kind: 'floats', centre, bound } };
}

function integerPlan(name: string, shape: Shape, below: number): TensorPlan {
  return { name, dtype: 'I32', shape, draw: { kind: 'integers', below } };
}

/** Bytes that the file will hold, without making it: the bound on what a client may ask for. */
export function tensorBytes(graph: Graph, batchCount: number): number {
  const facts = graphFacts(graph);
  const inputs = graph.inputs.reduce((sum, input) => sum + size(input.shape), 0);
  return (
    BYTES_PER_ELEMENT * (facts.parameterCount + facts.statisticsCount + batchCount * (inputs + size(facts.outputShape)))
  );
}

/**
 * How many batches are staged: the usual number, or as few as two where more would take over a GiB (one such batch is
 * larger than any cache, so that nothing of it is reused); all of a pass where sequences vary. Null where even those do not fit in `mostBytes`.
 */
export function batchCountFor(graph: Graph, mostBytes: number): number | null {
  const varying = varyingBatchCount(graph);
  if (varying !== null) return tensorBytes(graph, varying) <= mostBytes ? varying : null;
  for (let count = MOST_BATCHES; count > FEWEST_BATCHES; count--) {
    if (tensorBytes(graph, count) <= Math.min(COMFORTABLE_BYTES, mostBytes)) return count;
  }
  return tensorBytes(graph, FEWEST_BATCHES) <= mostBytes ? FEWEST_BATCHES : null;
}

async function* readFloats(file: string): AsyncGenerator<Float32Array, void, void> {
  const stream = createReadStream(file, { highWaterMark: CHUNK_LENGTH * BYTES_PER_ELEMENT });
  for await (const piece of stream as AsyncIterable<Buffer>) {
    // Copied: pieces of a pool need not begin where a number may.
    yield new Float32Array(Uint8Array.from(piece).buffer);
  }
}

/**
 * Writes the file and returns its SHA-256, which stands on the race. Never more than a chunk is in memory, and the
 * event loop runs between chunks. Throws the signal's reason when aborted.
 */
export async function writeTensors(
  graph: Graph,
  recipe: TensorRecipe,
  file: string,
  signal?: AbortSignal,
): Promise<string> {
  const plans = planTensors(graph, recipe);
  const writer = new SafetensorsWriter(file, plans);
  try {
    for (const plan of plans) {
      const file = recipe.staged?.get(plan.name);
      for await (const chunk of file ? readFloats(file) : drawTensor(plan, recipe.seed)) {
        writer.append(chunk);
        if (chunk.length === CHUNK_LENGTH) await setImmediate();
        signal?.throwIfAborted();
      }
    }
  } finally {
    writer.close();
  }
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
