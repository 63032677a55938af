/** Real results from the interpreter, scripted times from the variant. */
import * as os from 'node:os';
import type { GraphInput } from '../../protocol/graph';
import type { PrepareMessage } from '../../protocol/messages';
import { refusePacked } from '../worker-kit/node/sequences';
import type { PipelineMessage } from '../../protocol/pipeline';
import { UnsupportedWork, type NodeEngine, type Tensors, type Work } from '../worker-kit/node/work';
import { forward, KINDS, weightsOf, type Value } from './interpreter';
import { FakeLoader } from './fake-loader';
import { ScriptedClock, type Script } from './scripted-clock';

const FAKE_VERSION = '1.0.0';

const constant =
  (factor: number): Script['shape'] =>
  () =>
    factor;

/** What each variant makes of an iteration's time. */
const SHAPES: ReadonlyMap<string, Script['shape']> = new Map<string, Script['shape']>([
  ['steady', constant(1)],
  ['steady-2', constant(1.02)],
  ['steady-5', constant(1.05)],
  ['twice', constant(2)],
  ['warming', ({ secondsSoFar }) => 1 + 0.6 * Math.exp(-secondsSoFar / 0.3)],
  ['never-steady', ({ block }) => Math.exp(0.004 * block)],
  ['slow-loader', constant(1)],
  ['skips-images', constant(1)],
]);

/** With the clock of its own that makes a race of many rounds take seconds. */
export function createFakeEngine(): NodeEngine {
  const clock = new ScriptedClock();
  return {
    meter: clock,
    load: () => undefined,
    initialise: () => ({
      engineVersion: FAKE_VERSION,
      devices: [{ id: 'cpu', kind: 'CPU', name: os.cpus()[0]?.model.trim() ?? 'CPU', memoryBytes: os.totalmem() }],
      precisions: ['FLOAT32'],
    }),
    build: (request, tensors) => build(clock, request, tensors),
  };
}

function build(clock: ScriptedClock, request: PrepareMessage, tensors: Tensors): Work {
  const shape = SHAPES.get(request.variant);
  if (shape === undefined) throw new UnsupportedWork(null, `The fake engine has no variant ${request.variant}.`);
  if (request.task !== 'INFERENCE') throw new UnsupportedWork(null, 'The fake engine has no backward pass.');
  if (request.precision !== 'FLOAT32') throw new UnsupportedWork(null, 'The fake engine knows FLOAT32 only.');
  if (request.device !== 'cpu') throw new UnsupportedWork(null, 'The fake engine runs on the CPU only.');
  for (const { id, kind } of request.graph.nodes) {
    if (!KINDS.has(kind)) throw new UnsupportedWork(id, `The fake engine has no ${kind}.`);
  }
  refusePacked(request.graph, 'The fake engine');
  const parameterCount = countParameters(tensors);
  clock.follow({ secondsPerIteration: iterationSeconds(request, parameterCount), shape, seed: request.seed });
  return new FakeWork(clock, request, tensors, parameterCount);
}

/** Everything in the file that is not staged data. */
function countParameters(tensors: Tensors): number {
  return [...tensors]
    .filter(([name]) => !name.startsWith('batch.'))
    .reduce((sum, [, { data }]) => sum + data.length, 0);
}

const OVERHEAD_SECONDS = 5e-4;
const FLOPS_PER_SECOND = 1e11;

/** About a millisecond, more for larger graphs: each parameter is used once per example. */
function iterationSeconds({ graph }: PrepareMessage, parameterCount: number): number {
  const batch = graph.inputs[0]?.shape[0] ?? 1;
  return OVERHEAD_SECONDS + (2 * batch * parameterCount) / FLOPS_PER_SECOND;
}

interface Batch {
  readonly inputs: ReadonlyMap<string, Value>;
  /** Computed once: the same work gives the same result. */
  result: Float32Array | null;
}

class FakeWork implements Work {
  readonly settings;
  readonly implementation;
  readonly batches: readonly Batch[];
  private latest: Batch | null = null;
  private images: FakeLoader<Batch> | null = null;

  constructor(
    private readonly clock: ScriptedClock,
    private readonly request: PrepareMessage,
    private readonly tensors: Tensors,
    readonly parameterCount: number,
  ) {
    this.settings = [
      { name: 'times', value: 'scripted' },
      { name: 'threads', value: `${request.threads} (scripted)` },
    ];
    this.implementation = request.graph.nodes.map(({ id }) => ({ node: id, form: 'native' as const }));
    this.batches = Array.from({ length: request.batchCount }, (_, index) => ({
      inputs: new Map(request.graph.inputs.map((input) => [input.name, stagedInput(tensors, index, input)])),
      result: null,
    }));
  }

  compile(): void {
    // Nothing to compile.
  }

  step(batch: unknown): void {
    this.latest = batch as Batch;
    this.clock.advance(this.images?.partLeft(this.latest) ?? 1);
  }

  loader(plan: PipelineMessage): FakeLoader<Batch> {
    const input = this.request.graph.inputs[0]?.name ?? '';
    const read = (batch: Batch) => Float32Array.from(batch.inputs.get(input)?.data ?? []);
    return (this.images = new FakeLoader(
      { variant: this.request.variant, clock: this.clock, plan, read },
      this.batches,
    ));
  }

  compilations(): number {
    return 0;
  }

  synchronise(): void {
    // An iteration is done when it has been issued.
  }

  output(batch: unknown): Float32Array {
    const staged = batch as Batch;
    staged.result ??= Float32Array.from(forward(this.request.graph, weightsOf(this.tensors), staged.inputs).data);
    return staged.result;
  }

  sgdLosses(): number[] {
    throw new UnsupportedWork(null, 'The fake engine has no backward pass.');
  }

  lastResult(): Float32Array {
    if (this.latest === null) throw new Error('no step was run yet');
    return this.output(this.latest);
  }
}

function stagedInput(tensors: Tensors, batch: number, { name }: GraphInput): Value {
  const tensor = tensors.get(`batch.${batch}.${name}`);
  if (tensor === undefined) throw new Error(`the tensors file lacks batch.${batch}.${name}`);
  return { shape: tensor.shape, data: Float64Array.from(tensor.data) };
}
