/** Loading TensorFlow into this process, and what can be read back of how it loaded. */
import * as fs from 'node:fs';
import * as os from 'node:os';
import type * as Tfjs from '@tensorflow/tfjs-node-gpu';

export type TensorFlow = typeof Tfjs;
export type Tensor = Tfjs.Tensor;
export type Variable = Tfjs.Variable;
export type Scalar = Tfjs.Scalar;
export type SavedModel = Awaited<ReturnType<TensorFlow['node']['loadSavedModel']>>;

/** One attribute of a TensorFlow operation, as the addon wants it. */
export interface Attribute {
  readonly name: string;
  readonly type: number;
  readonly value: number | boolean;
}

/** The part of the backend object (`tf.backend()`) that we use beyond tfjs's public functions. */
export interface NodeBackend {
  readonly isUsingGpuDevice: boolean;
  readonly binding: {
    readonly TF_Version: string;
    readonly TF_FLOAT: number;
    readonly TF_INT32: number;
    readonly TF_INT64: number;
    readonly TF_ATTR_TYPE: number;
    readonly TF_ATTR_BOOL: number;
    readonly TF_ATTR_FLOAT: number;
  };
  /** Calls any TensorFlow operation by its name. Throws with TensorFlow's message. */
  executeMultipleOutputs(
    name: string,
    attributes: readonly Attribute[],
    inputs: readonly Tensor[],
    outputs: number,
  ): Tensor[];
  /** Tensors that the addon holds, disposed JavaScript handles not counted. */
  getNumOfTFTensors(): number;
}

export interface Framework {
  readonly tf: TensorFlow;
  readonly backend: NodeBackend;
  /** Threads that the library was told to use (or found by itself), and those counted in this process after loading. */
  readonly threads: {
    readonly expected: number;
    readonly intraOpCounted: number | null;
    readonly interOpCounted: number | null;
  };
}

/** Loads the package; its native library makes its thread pools here. `argv` may name their size: `--threads=2`. */
export async function loadFramework(argv: readonly string[]): Promise<Framework> {
  restoreRemovedUtilities();
  // Starts libuv's pool, so that its threads are not counted as TensorFlow's.
  await fs.promises.access(__filename);
  const before = countThreads();
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- must load here, where it is timed, not with this file
  const tf = require('@tensorflow/tfjs-node-gpu') as TensorFlow;
  const after = countThreads();
  const backend = tf.backend() as unknown as NodeBackend;
  return {
    tf,
    backend,
    threads: { expected: expectedThreads(argv), ...poolSizes(before, after, backend.isUsingGpuDevice) },
  };
}

/** The package calls two functions that Node 23 removed. The namespace of an `import` would be frozen, hence `require`. */
function restoreRemovedUtilities(): void {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the module object that the package sees is wanted
  const utilities = require('node:util') as Record<string, unknown>;
  utilities.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  utilities.isArray ??= Array.isArray;
}

/** TensorFlow takes the CPUs that the process may run on where nothing was said at launch. */
function expectedThreads(argv: readonly string[]): number {
  const argument = argv.find((text) => text.startsWith('--threads='));
  return argument === undefined ? os.availableParallelism() : Number(argument.slice('--threads='.length));
}

interface ThreadCounts {
  readonly all: number;
  /** TensorFlow names the threads of its inter-op pool so; those of the intra-op pool keep the process's name. */
  readonly interOp: number;
}

function countThreads(): ThreadCounts | null {
  try {
    const folder = '/proc/self/task';
    const names = fs.readdirSync(folder).map((id) => fs.readFileSync(`${folder}/${id}/comm`, 'utf8').trim());
    return { all: names.length, interOp: names.filter((name) => name === 'tf_Compute').length };
  } catch {
    return null;
  }
}

/** With a GPU the driver starts threads too: then the pools cannot be told apart. */
function poolSizes(before: ThreadCounts | null, after: ThreadCounts | null, gpu: boolean) {
  if (before === null || after === null || gpu) return { intraOpCounted: null, interOpCounted: null };
  return { intraOpCounted: after.all - before.all - after.interOp, interOpCounted: after.interOp };
}
