/**
 * Same work first: the outputs (and in training the loss) of an entrant against the float64 reference. The
 * server compares; no worker grades itself.
 */
import type { ParityFacts } from '../entities/run.entity';
import type { Graph } from '../protocol/graph';
import type { Block, ParityMessage, PrecisionName, TaskName } from '../protocol/messages';
import { readSafetensors } from '../protocol/safetensors';

/** The right answers: float64 outputs of every batch, and in training the losses along the SGD steps. */
export interface ReferenceResult {
  readonly name: string;
  readonly outputs: readonly Float64Array[];
  readonly losses: readonly number[] | null;
  /** Per batch, what the sums of its outputs are checked by after every block. */
  readonly checksums: readonly Checksum[];
}

export interface Checksum {
  readonly sum: number;
  readonly magnitude: number;
  readonly count: number;
}

export interface ParityTolerance {
  readonly output: number;
  readonly loss: number;
}

/** Sequences from this length on accumulate enough rounding to need the wider bound (method.md 3.3). */
const LONG_SEQUENCE = 256;

/** Bounds of method.md §3.3, float32 strict row; null for a precision whose bounds are not set yet. */
export function parityTolerance(graph: Graph, precision: PrecisionName): ParityTolerance | null {
  if (precision !== 'FLOAT32') return null;
  const longest = Math.max(...graph.inputs.map(({ shape }) => (shape.length === 3 ? (shape[1] ?? 0) : 0)));
  return { output: longest >= LONG_SEQUENCE ? 5e-5 : 1e-5, loss: 1e-5 };
}

export type OutputArray = Float32Array | Float64Array | Int32Array;

/** max |y − y64| / max |y64| over all batches (normwise, method.md §3.3); infinite where shapes differ or a value is not finite. */
export function outputError(outputs: readonly OutputArray[], reference: readonly Float64Array[]): number {
  if (outputs.length !== reference.length) return Number.POSITIVE_INFINITY;
  return Math.max(...reference.map((expected, batch) => normwiseError(outputs[batch], expected)));
}

function normwiseError(actual: OutputArray | undefined, expected: Float64Array): number {
  if (actual?.length !== expected.length) return Number.POSITIVE_INFINITY;
  let difference = 0;
  let magnitude = 0;
  for (let index = 0; index < expected.length; index++) {
    const [value, right] = [actual[index] ?? Number.NaN, expected[index] ?? Number.NaN];
    if (!Number.isFinite(value)) return Number.POSITIVE_INFINITY;
    difference = Math.max(difference, Math.abs(value - right));
    magnitude = Math.max(magnitude, Math.abs(right));
  }
  return magnitude === 0 ? difference : difference / magnitude;
}

/** Relative error of the loss after the last SGD step. */
export function lossError(losses: readonly number[] | null, reference: readonly number[]): number {
  const [actual, expected] = [losses?.at(-1), reference.at(-1)];
  if (actual === undefined || expected === undefined || losses?.length !== reference.length) return Infinity;
  const error = Math.abs(actual - expected) / Math.abs(expected);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

export interface ParityQuestion {
  readonly message: ParityMessage;
  readonly reference: ReferenceResult;
  readonly tolerance: ParityTolerance;
  readonly task: TaskName;
}

/** Reads what the worker wrote and compares. Throws only where the file cannot be read. */
export function judgeParity({ message, reference, tolerance, task }: ParityQuestion): ParityFacts {
  const outputs = readOutputs(message.outputFile, reference.outputs.length);
  const error = outputError(outputs, reference.outputs);
  const training = task === 'TRAINING' && reference.losses !== null;
  const loss = training ? lossError(message.losses, reference.losses) : null;
  return {
    passed: error <= tolerance.output && (loss === null || loss <= tolerance.loss),
    error,
    tolerance: tolerance.output,
    reference: reference.name,
    lossError: loss,
    lossTolerance: training ? tolerance.loss : null,
  };
}

/** `output.<i>` of every batch; an absent one is left out, so the count tells. */
export function readOutputs(file: string, batchCount: number): OutputArray[] {
  const tensors = readSafetensors(file);
  return Array.from({ length: batchCount }, (_, batch) => tensors.get(`output.${batch}`)?.data).filter(
    (data) => data !== undefined,
  );
}

export function checksumOf(output: Float64Array): Checksum {
  let sum = 0;
  let magnitude = 0;
  for (const value of output) {
    sum += value;
    magnitude = Math.max(magnitude, Math.abs(value));
  }
  return { sum, magnitude, count: output.length };
}

/**
 * After every block of inference: the sum of the last output against the reference's sum for that batch. Catches
 * work that was skipped or went wrong once timing began. The bound is that of `count` elements each off by the
 * normwise tolerance.
 */
export function checksumHolds(block: Block, reference: ReferenceResult, tolerance: ParityTolerance): boolean {
  const expected = reference.checksums[block.batch];
  if (!expected) return false;
  return Math.abs(block.checksum - expected.sum) <= tolerance.output * expected.count * expected.magnitude;
}
