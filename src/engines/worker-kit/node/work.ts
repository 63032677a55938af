/**
 * What an engine that runs in Node gives the kit. The kit owns the wire, the clock, the blocks, parity output
 * and flushing; the engine only knows how to build and run. (The Python kit has the same shape, `work.py`.)
 */
import type { DeviceDescription, PrecisionName, PrepareMessage } from '../../../protocol/messages';
import type { PipelineMessage } from '../../../protocol/pipeline';
import type { TensorView, Tensors } from '../../../protocol/safetensors';
import type { Meter } from './meter';

export type { TensorView, Tensors };

export interface EngineDescription {
  readonly engineVersion: string;
  readonly devices: readonly DeviceDescription[];
  readonly precisions: readonly PrecisionName[];
}

export interface NodeEngine {
  /** Loads the framework (timed by the kit as import). */
  load(): void | Promise<void>;
  /** Creates what it needs for real, computes something small, and says what is there (timed as initialise). */
  initialise(): EngineDescription | Promise<EngineDescription>;
  /** Builds the graph with the weights of the file. Throws `UnsupportedWork` where the engine cannot. */
  build(request: PrepareMessage, tensors: Tensors): Work | Promise<Work>;
  /** Only for an engine whose time is scripted; every real engine is timed by the kit's own meter. */
  readonly meter?: Meter;
}

/** The built graph, its weights loaded and its batches staged on the device. */
export interface Work {
  readonly settings: readonly { name: string; value: string }[];
  readonly implementation: readonly { node: string; form: 'native' | 'composed' }[];
  readonly parameterCount: number;
  /** Staged inputs (and targets) of batch i, in the engine's own form; passed to `step` as an argument. */
  readonly batches: readonly unknown[];
  /** Explicit compilation or tracing, apart from building; nothing where the engine has none. */
  compile(): void | Promise<void>;
  /**
   * One timed iteration on one of `batches`: INFERENCE the forward pass; TRAINING forward, loss, backward,
   * optimizer step. Must not read results back. Whether it returns a promise may not vary between calls.
   */
  step(batch: unknown): void | Promise<void>;
  /** Returns when everything issued so far has really been computed. */
  synchronise(): void | Promise<void>;
  /** Forward output of one batch, read back (not timed). */
  output(batch: unknown): Float32Array | Float64Array | Promise<Float32Array | Float64Array>;
  /** TRAINING: losses on one batch before any step and after each plain-SGD step; leaves the weights as they were. */
  sgdLosses(batch: unknown, steps: number, learningRate: number): number[] | Promise<number[]>;
  /**
   * Of an engine that trains: the weights of the file and the optimizer's first state again, really there on return
   * (not timed). Every block begins so. Nothing that a step has allocated is let go, or the next would allocate it
   * again.
   */
  rewind?(): void | Promise<void>;
  /**
   * What was traced or compiled for its iterations so far; absent or null where the framework does not say. Asked right after
   * the first result, and where sequences vary around the blocks. Of an engine that compiles nothing, or once for all
   * shapes, it never grows.
   */
  compilations?(): number | null;
  /** Lets go of what the framework holds of it; other work is built in the process next. */
  close?(): void | Promise<void>;
  /** Of an engine that trains and loads: a batch of the loader with what was staged of batch `index` beside its images. */
  withTargets?(loaded: unknown, index: number): unknown;
  /** What the last step produced, in canonical order (not timed): its output, or its loss in training. */
  lastResult(): ArrayLike<number> | Promise<ArrayLike<number>>;
  /** Of an engine that has one of its own, of images. */
  loader?(plan: PipelineMessage): Loader;
}

/** Batches of images on the disk. (worker_kit/pipeline.py has the same.) */
export interface Loader {
  /** What is told of it beside the settings of the work. */
  readonly settings: Work['settings'];
  /** From the first image on, pass after pass in the same order; what works for it begins and ends with it. */
  open(): LoaderStream;
  /** One of its batches as [images, height, width, 3] on the host (not timed). */
  read(batch: unknown): Float32Array;
}

export interface LoaderStream {
  /** A batch as `step` takes it. */
  next(): unknown;
  close(): void | Promise<void>;
}

/** The engine cannot do this work; a normal outcome. `node` names the graph node at fault, null for task, precision or device. */
export class UnsupportedWork extends Error {
  override readonly name = 'UnsupportedWork';
  constructor(
    readonly node: string | null,
    reason: string,
  ) {
    super(reason);
  }
}
