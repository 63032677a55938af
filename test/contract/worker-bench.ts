/** Starts real workers for the contract of engines, and asks them for one graph. */
import { mkdtempSync, rmSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { loadConfiguration } from '../../src/config';
import type { EngineAdapter, Launch, LaunchContext } from '../../src/engines/engine';
import { Watchdog } from '../../src/engines/watchdog';
import { packageRoot } from '../../src/engines/worker-path';
import { DEFAULT_WORKER_TIMEOUTS, WorkerSession, type PrepareAnswer } from '../../src/engines/worker-session';
import { forkerStarter, type WorkerForker } from '../../src/engines/worker-spawner';
import type { Graph } from '../../src/protocol/graph';
import type { PrepareMessage, ReadyMessage, TaskName } from '../../src/protocol/messages';
import { readSafetensors } from '../../src/protocol/safetensors';
import { parityLearningRate } from '../../src/racing/race-plan';
import type { SequenceBatch } from '../../src/workloads/sequence-batches';
import { writeTensors } from '../../src/workloads/tensors';

export const BATCH_COUNT = 3;
export const SGD_STEPS = 5;
export const TRAINING_STEPS = 3;
export const THREADS = os.availableParallelism();
const SEED = 20_240_229;
/** Of one process that has imported a framework: more than a variant has tests. */
const FORKS = 16;

/** One conversation up to `ready`. */
export interface Started {
  readonly session: WorkerSession;
  readonly ready: ReadyMessage;
}

export interface Work {
  readonly graph: Graph;
  readonly task: TaskName;
  /** Of each batch, where sequences vary. */
  readonly sequences?: readonly SequenceBatch[];
}

export type Prepared = Extract<PrepareAnswer, { kind: 'prepared' }> & {
  /** Per batch, flat. */
  readonly outputs: readonly (readonly number[])[];
};

export function launchContext(): LaunchContext {
  const { cacheDirectory, pythonOverrides } = loadConfiguration();
  return {
    packageRoot: packageRoot(),
    cacheDirectory,
    pythonOverride: (engineId) => pythonOverrides[engineId],
    threads: THREADS,
  };
}

export class WorkerBench {
  private readonly directory = mkdtempSync(path.join(os.tmpdir(), 'photofinish-contract-'));
  private readonly watchdog = Watchdog.start();
  private readonly sessions: WorkerSession[] = [];
  private files = 0;
  /** Of the variant that was asked for last. */
  private forker: { readonly key: string; readonly forks: WorkerForker } | null = null;

  /** Throws where the engine is not installed. */
  async start(adapter: EngineAdapter, variant?: string): Promise<Started> {
    return this.greet(WorkerSession.spawn(launchOf(adapter, variant), this.options()));
  }

  /** As `start`, but forked as the trials of a QUICK race are, where the engine can be: minutes less of imports. */
  async startForked(adapter: EngineAdapter, variant?: string): Promise<Started> {
    const launch = launchOf(adapter, variant);
    if (!launch.forks) return this.start(adapter, variant);
    const key = `${adapter.id}:${variant}`;
    // A test that failed has left its child, and a fork server has one at a time.
    await this.sessions.at(-1)?.kill();
    if (this.forker?.key !== key || !this.forker.forks.usable) {
      await this.forker?.forks.end();
      const starter = forkerStarter(this.watchdog, DEFAULT_WORKER_TIMEOUTS);
      this.forker = { key, forks: await starter(launch, { ...this.options(), forks: FORKS }) };
    }
    return this.greet(await this.forker.forks.fork(this.options().signal));
  }

  async prepare(
    { session, ready }: Started,
    adapter: EngineAdapter,
    work: Work,
    change: Partial<Pick<PrepareMessage, 'precision' | 'threads' | 'variant' | 'device'>> = {},
  ): Promise<PrepareAnswer> {
    const request: Omit<PrepareMessage, 'type'> = {
      variant: adapter.variants.find((variant) => variant.default)?.id ?? '',
      graph: work.graph,
      task: work.task,
      precision: 'FLOAT32',
      division: 'STRICT',
      device: (ready.devices.find(({ kind }) => kind === 'CPU') ?? ready.devices[0])?.id ?? '',
      threads: THREADS,
      seed: 1,
      tensorsFile: await this.tensorsFile(work),
      batchCount: work.sequences?.length ?? BATCH_COUNT,
      synchronise: 'BLOCK',
      parity: {
        outputFile: this.newFile(),
        sgdSteps: SGD_STEPS,
        sgdLearningRate: parityLearningRate(work.graph),
        trainingSteps: work.task === 'TRAINING' ? TRAINING_STEPS : 0,
      },
      ...change,
    };
    return session.prepare(request);
  }

  /** Starts a worker and prepares; throws where the engine calls the work unsupported. */
  async startPrepared(adapter: EngineAdapter, work: Work): Promise<Started & { readonly prepared: Prepared }> {
    const started = await this.start(adapter);
    const answer = await this.prepare(started, adapter, work);
    if (answer.kind === 'unsupported') throw new Error(`${adapter.id}: ${answer.message.reason}`);
    return { ...started, prepared: this.withOutputs(answer) };
  }

  /** With the outputs that the worker wrote. */
  withOutputs(answer: Extract<PrepareAnswer, { kind: 'prepared' }>): Prepared {
    return { ...answer, outputs: readOutputs(answer.parity.outputFile) };
  }

  async dispose(): Promise<void> {
    await Promise.all(this.sessions.map((session) => session.kill()));
    await this.forker?.forks.end();
    await this.watchdog.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private options() {
    return {
      signal: new AbortController().signal,
      watchdog: this.watchdog,
      timeouts: DEFAULT_WORKER_TIMEOUTS,
      workingDirectory: this.directory,
    };
  }

  private async greet(session: WorkerSession): Promise<Started> {
    this.sessions.push(session);
    return { session, ready: await session.hello() };
  }

  private async tensorsFile({ graph, task, sequences }: Work): Promise<string> {
    const file = this.newFile();
    const batchCount = sequences?.length ?? BATCH_COUNT;
    await writeTensors(graph, { seed: SEED, batchCount, task, ...(sequences && { sequences }) }, file);
    return file;
  }

  private newFile(): string {
    this.files += 1;
    return path.join(this.directory, `${this.files}.safetensors`);
  }
}

function launchOf(adapter: EngineAdapter, variant?: string): Launch {
  const launch = adapter.locate({ ...launchContext(), ...(variant === undefined ? {} : { variant }) });
  if (launch.kind === 'not-installed') throw new Error(launch.reason);
  return launch;
}

function readOutputs(file: string): number[][] {
  const tensors = readSafetensors(file);
  return Array.from({ length: tensors.size }, (_, batch) => Array.from(tensors.get(`output.${batch}`)?.data ?? []));
}

/** max |y − expected| / max |expected| over all batches; infinite where sizes differ. */
export function normwiseError(
  outputs: readonly (readonly number[])[],
  expected: readonly (readonly number[])[],
): number {
  let difference = 0;
  let magnitude = 0;
  for (const [batch, right] of expected.entries()) {
    if (outputs[batch]?.length !== right.length || right.length === 0) return Infinity;
    right.forEach((value, index) => {
      difference = Math.max(difference, Math.abs((outputs[batch]?.[index] ?? NaN) - value));
      magnitude = Math.max(magnitude, Math.abs(value));
    });
  }
  return Number.isNaN(difference) ? Infinity : difference / magnitude;
}
