/**
 * Same work first: the outputs (and in training the loss) of an entrant against the float64 reference. The
 * server compares; no worker grades itself.
 */
import type { ParityCheck, ParityFacts } from '../entities/run.entity';
import type { Graph, NodeKind } from '../protocol/graph';
import type { ParityMessage, PrecisionName, TaskName } from '../protocol/messages';
import { readSafetensors } from '../protocol/safetensors';
import { checksumOf, type Checksum } from './checksum';
import { graphFacts } from '../workloads/graph-facts';

/** The right answers: float64 outputs of every batch, and in training the losses along the SGD steps. */
export interface ReferenceResult {
  readonly name: string;
  readonly outputs: readonly Float64Array[];
  readonly losses: readonly number[] | null;
  /** In training: what each step of the kind that is timed reports. */
  readonly stepLosses: readonly number[] | null;
  /**
   * Relative difference of these losses to those of the other side of every kink that float32 cannot tell the side of
   * (kink-doubt.ts); 0 where there is no such place, and of inference.
   */
  readonly lossDoubt: number;
}

export interface ParityTolerance {
  /** Normwise error of the outputs, at most. */
  readonly output: number;
  /** Relative error of a loss, at most: after the plain SGD steps, and of each step of the kind that is timed. */
  readonly loss: number;
  /** Normwise error of the outputs, at least: a smaller one belongs to a higher precision. */
  readonly minimum: number;
}

/** Sequences from this length on, and graphs of this many nodes with weights, accumulate rounding (method.md 3.3). */
const LONG_SEQUENCE = 256;
const DEEP_GRAPH = 16;

const SHALLOW: Readonly<Record<PrecisionName, ParityTolerance>> = {
  FLOAT32: { output: 1e-5, loss: 1e-5, minimum: 0 },
  TFLOAT32: { output: 5e-3, loss: 1e-3, minimum: 3e-5 },
  BFLOAT16: { output: 3e-2, loss: 2e-2, minimum: 5e-4 },
  FLOAT16: { output: 4e-3, loss: 5e-3, minimum: 6e-5 },
};
const DEEP: Readonly<Record<PrecisionName, ParityTolerance>> = {
  FLOAT32: { output: 5e-5, loss: 5e-5, minimum: 0 },
  TFLOAT32: { output: 1e-2, loss: 2e-3, minimum: 3e-5 },
  BFLOAT16: { output: 6e-2, loss: 4e-2, minimum: 5e-4 },
  FLOAT16: { output: 8e-3, loss: 1e-2, minimum: 6e-5 },
};

/**
 * Bounds of method.md §3.3 by precision and depth. `minimum` is the other side: a run that is more exact than its
 * precision can be was computed in another one (bfloat16 has 8 significant bits, TF32 and float16 have 11).
 */
export function parityTolerance(graph: Graph, precision: PrecisionName): ParityTolerance {
  return (isDeep(graph) ? DEEP : SHALLOW)[precision];
}

function isDeep(graph: Graph): boolean {
  const { nodes } = graphFacts(graph);
  const weighted = nodes.reduce(
    (count, { node, facts }) => count + (facts.weights.length > 0 ? ('layers' in node ? node.layers : 1) : 0),
    0,
  );
  const longest = Math.max(...graph.inputs.map(({ shape }) => (shape.length === 3 ? (shape[1] ?? 0) : 0)));
  return longest >= LONG_SEQUENCE || weighted >= DEEP_GRAPH;
}

/** Kinds that multiply matrices: only they are rounded differently in TFLOAT32. */
const PRODUCTS = new Set<NodeKind>(['gemm', 'dense', 'conv2d', 'lstm', 'gru', 'rnn', 'attention']);

export function hasProducts(graph: Graph): boolean {
  return graph.nodes.some(({ kind }) => PRODUCTS.has(kind));
}

export type OutputArray = Float32Array | Float64Array | Int32Array;

/** max |y − y64| / max |y64| over all batches (normwise, method.md §3.3); infinite where shapes differ or a value is not finite. */
export function outputError(outputs: readonly OutputArray[], reference: readonly Float64Array[]): number {
  if (outputs.length !== reference.length) return Number.POSITIVE_INFINITY;
  return Math.max(...reference.map((expected, batch) => normwiseError(outputs[batch], expected)));
}

function normwiseError(actual: OutputArray | undefined, expected: Float64Array): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  // Millions of elements: compared with what is at hand, without a call for each.
  let difference = 0;
  let magnitude = 0;
  for (let index = 0; index < expected.length; index++) {
    const right = expected[index] as number;
    const off = (actual[index] as number) - right;
    // Neither infinities nor NaN are equal to themselves minus themselves.
    if (off - off !== 0) return Number.POSITIVE_INFINITY;
    if (off > difference) difference = off;
    else if (-off > difference) difference = -off;
    if (right > magnitude) magnitude = right;
    else if (-right > magnitude) magnitude = -right;
  }
  return magnitude === 0 ? difference : difference / magnitude;
}

/**
 * Error of the loss after the last SGD step, relative to the largest loss on the way: where training is quick the last
 * loss is next to nothing, and its own relative error with it.
 */
export function lossError(losses: readonly number[] | null, reference: readonly number[]): number {
  const [actual, expected] = [losses?.at(-1), reference.at(-1)];
  if (actual === undefined || expected === undefined || losses?.length !== reference.length) return Infinity;
  const error = Math.abs(actual - expected) / Math.max(...reference.map(Math.abs));
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** The largest relative error among the losses of the steps that are timed. */
export function stepLossError(losses: readonly number[] | null, reference: readonly number[]): number {
  if (losses?.length !== reference.length) return Number.POSITIVE_INFINITY;
  const errors = reference.map((right, index) => Math.abs((losses[index] ?? Number.NaN) - right) / Math.abs(right));
  return errors.every(Number.isFinite) ? Math.max(0, ...errors) : Number.POSITIVE_INFINITY;
}

/** An engine may stand on the other side of some kinks alone, whose effects then do not make up for each other. */
const SIDES_APART = 2;
/** Where more is in doubt the losses prove too little, and the bound stays here. */
const MOST_DOUBT = 1e-3;

function lossBound(tolerance: ParityTolerance, reference: ReferenceResult): number {
  return tolerance.loss + Math.min(SIDES_APART * reference.lossDoubt, MOST_DOUBT);
}

export interface ParityQuestion {
  readonly message: ParityMessage;
  readonly reference: ReferenceResult;
  readonly tolerance: ParityTolerance;
  readonly task: TaskName;
}

export interface ParityJudgement {
  readonly facts: ParityFacts;
  /** Per batch, what the results of timed blocks are held to. */
  readonly checksums: readonly Checksum[];
}

/** Reads what the worker wrote and compares. Throws only where the file cannot be read. */
export function judgeParity({ message, reference, tolerance, task }: ParityQuestion): ParityJudgement {
  const outputs = readOutputs(message.outputFile, reference.outputs.length);
  const error = outputError(outputs, reference.outputs);
  const training = task === 'TRAINING' && reference.losses !== null && reference.stepLosses !== null;
  const loss = training ? lossError(message.losses, reference.losses) : null;
  const stepLoss = training ? stepLossError(message.stepLosses, reference.stepLosses) : null;
  const facts = {
    error,
    tolerance: tolerance.output,
    minimumError: tolerance.minimum,
    reference: reference.name,
    lossError: loss,
    stepLossError: stepLoss,
    lossTolerance: training ? lossBound(tolerance, reference) : null,
  };
  const failedCheck = failedParityCheck(facts);
  return { facts: { ...facts, passed: failedCheck === null, failedCheck }, checksums: outputs.map(checksumOf) };
}

type ParityNumbers = Omit<ParityFacts, 'passed' | 'failedCheck'>;

/** The first check that does not hold, by name. */
function failedParityCheck(facts: ParityNumbers): ParityCheck | null {
  const lossBound = facts.lossTolerance ?? Number.POSITIVE_INFINITY;
  if (!(facts.error <= facts.tolerance)) return 'PARITY_OUTPUT';
  if (facts.error < facts.minimumError) return 'PARITY_TOO_EXACT';
  if (!((facts.lossError ?? 0) <= lossBound)) return 'PARITY_LOSS';
  if (!((facts.stepLossError ?? 0) <= lossBound)) return 'PARITY_STEP_LOSS';
  return null;
}

/** `output.<i>` of every batch; an absent one is left out, so the count tells. */
export function readOutputs(file: string, batchCount: number): OutputArray[] {
  const tensors = readSafetensors(file);
  return Array.from({ length: batchCount }, (_, batch) => tensors.get(`output.${batch}`)?.data).filter(
    (data) => data !== undefined,
  );
}
