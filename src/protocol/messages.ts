/**
 * The wire between the server and one worker (one child process, one entrant, one trial): newline-delimited
 * JSON on file descriptor 3, both ways. This file is the source; JSON Schema and the Python types in
 * `generated/` are emitted from it (`scripts/emit-protocol`) and checked for staleness.
 *
 * The server decides everything (sizes, warm-up, order, verdicts); a worker builds, runs and reports.
 * Order:  ↓ hello ↑ ready (↓ prepare ↑ (unsupported | parity, prepared) (↓ measure ↑ blocks | ↓ serve ↑ served)*)*
 *         ↓ shutdown ↑ done. A further `prepare` puts other work in the place of the first, which is let go before.
 * `failed` may replace any answer and ends the conversation. Every name carries its unit.
 */
import { z } from 'zod';
import { block } from './block';
import { graph } from './graph';
import { pipeline, through } from './pipeline';

/** Both sides must name the same version at `hello`, or the worker is refused. */
export const PROTOCOL_VERSION = 7;

const nanoseconds = z.int().nonnegative();
const text = z.string();
const setting = z.strictObject({ name: text, value: text });

export const taskName = z.enum(['INFERENCE', 'TRAINING']);
export type TaskName = z.infer<typeof taskName>;
export const precisionName = z.enum(['FLOAT32', 'TFLOAT32', 'BFLOAT16', 'FLOAT16']);
export type PrecisionName = z.infer<typeof precisionName>;

export const deviceDescription = z.strictObject({
  /** "cpu", "cuda:0", … */
  id: text,
  kind: z.enum(['CPU', 'GPU']),
  name: text,
  memoryBytes: z.int().nonnegative().nullable(),
});
export type DeviceDescription = z.infer<typeof deviceDescription>;

// ------------------------------------------------------------------ down: server → worker
const hello = z.strictObject({ type: z.literal('hello'), protocol: z.int() });

/**
 * STRICT: flags that change the rules are equal for all. TUNED: each engine's documented best for this work, parity
 * still required.
 */
export const divisionName = z.enum(['STRICT', 'TUNED']);
export type DivisionName = z.infer<typeof divisionName>;

const prepare = z.strictObject({
  type: z.literal('prepare'),
  variant: text,
  graph,
  task: taskName,
  /**
   * FLOAT32: every product in IEEE float32. TFLOAT32: float32 data, products rounded to TF32 (GPU). BFLOAT16 and
   * FLOAT16: INFERENCE with weights and inputs of that type (converted before timing); TRAINING with float32 master
   * weights and the forward and backward pass in that type (mixed precision, the casts inside the step).
   */
  precision: precisionName,
  division: divisionName,
  device: text,
  /** Threads the engine may use for its mathematics; set explicitly and read back. */
  threads: z.int().min(1),
  /** Of this trial, drawn from the race's seed: for work that needs random numbers (none of the weights do). */
  seed: z.int().nonnegative(),
  /** safetensors: weights `<node id>.<weight>`, staged data `batch.<i>.<input>` and `batch.<i>.target`. */
  tensorsFile: text,
  /** Distinct batches in that file; iteration j runs batch j mod this. */
  batchCount: z.int().min(1),
  /** ITERATION: synchronise after every iteration (latency). BLOCK: once at the end of a block (throughput). */
  synchronise: z.enum(['ITERATION', 'BLOCK']),
  parity: z.strictObject({
    /** Where the worker writes `output.<i>` for every batch i (float32; the reference: float64) as safetensors. */
    outputFile: text,
    /** TRAINING: plain SGD steps on batch 0 with this rate; weights are restored afterwards. */
    sgdSteps: z.int().min(0),
    sgdLearningRate: z.number().positive(),
    /**
     * TRAINING: iterations of the very step that is timed (the graph's own optimizer), on batch 0, 1, …, from the
     * weights of the file; their losses are reported. They are the first results.
     */
    trainingSteps: z.int().min(0),
  }),
  /** Of a race through input pipelines; INFERENCE. */
  pipeline: pipeline.optional(),
});
export type PrepareMessage = z.infer<typeof prepare>;

/**
 * INFERENCE: batches rotate on from block to block. TRAINING: every block begins with the weights of the file, the
 * optimizer's first state and batch 0, so that its last loss depends on nothing but its number of steps.
 */
const measure = z.strictObject({
  type: z.literal('measure'),
  /** Echoed in the answer. */
  request: z.int().nonnegative(),
  blocks: z.int().min(1),
  iterationsPerBlock: z.int().min(1),
  /** Untimed iterations before the first block (the process was frozen: caches and clocks are cold). */
  rewarmIterations: z.int().nonnegative(),
  /**
   * Whether the clock is to be read after every iteration too, which ITERATION waits for anyhow. Such a block is for
   * the distribution of its iterations; it is not compared with blocks that were timed whole.
   */
  eachIteration: z.boolean().optional(),
  /** Of a prepared `pipeline`; absent: the model alone. */
  through: through.optional(),
});
export type MeasureMessage = z.infer<typeof measure>;

/** Of one `serve`; it and its answer stay below the longest line. */
export const MOST_REQUESTS = 50_000;

/** INFERENCE: an open loop of one iteration each, issued when it is due, or at once where the ones before took longer. */
const serve = z.strictObject({
  type: z.literal('serve'),
  request: z.int().nonnegative(),
  /** When each is due, from the start of the block; ascending. */
  scheduledNanoseconds: z.array(nanoseconds).min(1).max(MOST_REQUESTS),
  rewarmIterations: z.int().nonnegative(),
});
export type ServeMessage = z.infer<typeof serve>;

const shutdown = z.strictObject({ type: z.literal('shutdown') });

export const downMessage = z.discriminatedUnion('type', [hello, prepare, measure, serve, shutdown]);
export type DownMessage = z.infer<typeof downMessage>;

// ------------------------------------------------------------------ up: worker → server
const ready = z.strictObject({
  type: z.literal('ready'),
  protocol: z.int(),
  pid: z.int().positive(),
  /** The framework's own version, as it reports it. */
  engineVersion: text,
  /** "CPython 3.11.7", "Node.js 20.20.2". */
  runtime: text,
  devices: z.array(deviceDescription).min(1),
  precisions: z.array(precisionName).min(1),
  /** First user line to here: importing and initialising the framework. */
  importNanoseconds: nanoseconds,
  initialiseNanoseconds: nanoseconds,
});
export type ReadyMessage = z.infer<typeof ready>;

const unsupported = z.strictObject({
  type: z.literal('unsupported'),
  /** The node that cannot be built; null when it is the task, precision or device. */
  node: text.nullable(),
  reason: text,
});
export type UnsupportedMessage = z.infer<typeof unsupported>;

/** The worker does not grade itself: the server reads the file and compares. */
const parity = z.strictObject({
  type: z.literal('parity'),
  outputFile: text,
  /** TRAINING: loss on batch 0 before any step and after each SGD step (sgdSteps + 1 numbers); else null. */
  losses: z.array(z.number()).nullable(),
  /** TRAINING: the loss that each of the `trainingSteps` reported; else null. */
  stepLosses: z.array(z.number()).nullable(),
});
export type ParityMessage = z.infer<typeof parity>;

const prepared = z.strictObject({
  type: z.literal('prepared'),
  /** Every flag that could make a comparison unfair, as read back from the framework. */
  settings: z.array(setting),
  /** native: the engine's own fused form; composed: built from smaller operations. */
  implementation: z.array(z.strictObject({ node: text, form: z.enum(['native', 'composed']) })),
  /** Trainable parameters as the engine counts them. */
  parameterCount: z.int().nonnegative(),
  /** TRAINING: whether a block's checksum is the loss of its last step or the mean over its steps; else null. */
  blockLoss: z.enum(['LAST_STEP', 'MEAN_OF_STEPS']).nullable(),
  buildNanoseconds: nanoseconds,
  compileNanoseconds: nanoseconds,
  firstResultNanoseconds: nanoseconds,
  /** Where sequences vary: every batch once, the first result among them, each waited for. Absent otherwise. */
  firstPassNanoseconds: nanoseconds.optional(),
  /** What was traced or compiled for this work up to there, in the engine's own count; null where it does not say. */
  compilations: z.int().nonnegative().nullable(),
  clock: z.strictObject({
    /** Median cost of an empty timed block, and the smallest non-zero step of the clock. */
    emptyBlockNanoseconds: nanoseconds,
    resolutionNanoseconds: nanoseconds,
  }),
});
export type PreparedMessage = z.infer<typeof prepared>;

const blocks = z.strictObject({
  type: z.literal('blocks'),
  request: z.int().nonnegative(),
  blocks: z.array(block).min(1),
});
export type BlocksMessage = z.infer<typeof blocks>;

const served = z.strictObject({
  type: z.literal('served'),
  request: z.int().nonnegative(),
  /** All of it, waiting included; of each request, from its start, when it was issued and when its result was there. */
  block,
  issuedNanoseconds: z.array(nanoseconds),
  completedNanoseconds: z.array(nanoseconds),
});
export type ServedMessage = z.infer<typeof served>;

const failed = z.strictObject({
  type: z.literal('failed'),
  phase: z.enum(['import', 'build', 'parity', 'compile', 'measure']),
  /** Exception class or error code of the framework. */
  code: text,
  message: text,
  traceback: text.nullable(),
});
export type FailedMessage = z.infer<typeof failed>;

const done = z.strictObject({
  type: z.literal('done'),
  peakResidentBytes: z.int().nonnegative().nullable(),
  /** Most device memory that the framework held at once; null on a CPU and where it does not say. */
  peakDeviceBytes: z.int().nonnegative().nullable(),
});
export type DoneMessage = z.infer<typeof done>;

export const upMessage = z.discriminatedUnion('type', [
  ready,
  unsupported,
  parity,
  prepared,
  blocks,
  served,
  failed,
  done,
]);
export type UpMessage = z.infer<typeof upMessage>;
