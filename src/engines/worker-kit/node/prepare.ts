/**
 * From a `prepare` message to work that is ready to be timed, each phase timed apart: build, compile, first result;
 * and, untimed, the parity output.
 */
import type { FailedMessage, ParityMessage, PreparedMessage, PrepareMessage } from '../../../protocol/messages';
import { readSafetensors, writeSafetensors, type TensorView } from '../../../protocol/safetensors';
import { NotFinite } from './block-loop';
import { clockFacts, type Meter } from './meter';
import { preparedLoader } from './pipeline';
import type { Loader, NodeEngine, Work } from './work';

type Phase = FailedMessage['phase'];

export interface PreparedWork {
  readonly work: Work;
  /** Whether a step or a synchronisation returns a promise. */
  readonly asynchronous: boolean;
  /** Null where no images are to be loaded. */
  readonly loader: Loader | null;
  readonly parity: ParityMessage;
  readonly prepared: PreparedMessage;
}

/** Reports the phase it enters, so that a failure names it. Throws what the engine throws. */
export async function prepareWork(
  engine: NodeEngine,
  request: PrepareMessage,
  meter: Meter,
  enter: (phase: Phase) => void,
): Promise<PreparedWork> {
  enter('build');
  const tensors = readSafetensors(request.tensorsFile);
  const buildStart = process.hrtime.bigint();
  const work = await engine.build(request, tensors);
  const buildEnd = process.hrtime.bigint();
  if (work.batches.length !== request.batchCount) {
    throw new Error(`the engine staged ${work.batches.length} batches of ${request.batchCount}`);
  }
  enter('compile');
  const compileStart = process.hrtime.bigint();
  await work.compile();
  const compileEnd = process.hrtime.bigint();
  const { asynchronous, firstResultNanoseconds, losses, stepLosses } = await prove(work, request, enter);
  const loader = await preparedLoader(work, request);
  return {
    work,
    asynchronous,
    loader,
    parity: { type: 'parity', outputFile: request.parity.outputFile, losses, stepLosses },
    prepared: {
      type: 'prepared',
      settings: [...work.settings, ...(loader?.settings ?? [])],
      implementation: [...work.implementation],
      parameterCount: work.parameterCount,
      blockLoss: request.task === 'TRAINING' ? 'LAST_STEP' : null,
      buildNanoseconds: Number(buildEnd - buildStart),
      compileNanoseconds: Number(compileEnd - compileStart),
      firstResultNanoseconds,
      clock: clockFacts(meter),
    },
  };
}

interface Proof {
  readonly losses: number[] | null;
  readonly stepLosses: number[] | null;
  readonly asynchronous: boolean;
  readonly firstResultNanoseconds: number;
}

/**
 * A forward pass changes nothing, so the first result comes before parity, as cold as it can be; a training step
 * changes the weights, so there it has to wait.
 */
async function prove(work: Work, request: PrepareMessage, enter: (phase: Phase) => void): Promise<Proof> {
  if (request.task === 'INFERENCE') {
    const first = await firstResult(work);
    enter('parity');
    await writeOutputs(work, request.parity.outputFile);
    return { losses: null, stepLosses: null, ...first };
  }
  enter('parity');
  await writeOutputs(work, request.parity.outputFile);
  const losses = await computeLosses(work, request);
  enter('compile');
  const first = await firstResult(work);
  enter('parity');
  return { losses, stepLosses: await timedStepLosses(work, request.parity.trainingSteps), ...first };
}

/** One iteration on batch 0, really computed; also shows whether the engine answers with promises. */
async function firstResult(work: Work): Promise<Omit<Proof, 'losses' | 'stepLosses'>> {
  const start = process.hrtime.bigint();
  const step: unknown = work.step(work.batches[0]);
  await step;
  const synchronised: unknown = work.synchronise();
  await synchronised;
  const firstResultNanoseconds = Number(process.hrtime.bigint() - start);
  return { asynchronous: isPromiseLike(step) || isPromiseLike(synchronised), firstResultNanoseconds };
}

function isPromiseLike(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

async function computeLosses(work: Work, { parity }: PrepareMessage): Promise<number[]> {
  const losses = await work.sgdLosses(work.batches[0], parity.sgdSteps, parity.sgdLearningRate);
  return requireFinite(losses);
}

/** Losses of the very step that is timed: the one on batch 0 is taken already, the others follow on 1, 2, …. */
async function timedStepLosses(work: Work, steps: number): Promise<number[]> {
  const losses = [await lastLoss(work)];
  for (let index = 1; index < steps; index += 1) {
    await work.step(work.batches[index % work.batches.length]);
    await work.synchronise();
    losses.push(await lastLoss(work));
  }
  return requireFinite(losses.slice(0, steps));
}

async function lastLoss(work: Work): Promise<number> {
  return (await work.lastResult())[0] ?? Number.NaN;
}

function requireFinite(losses: number[]): number[] {
  if (!losses.every(Number.isFinite)) throw new NotFinite(`the parity losses are ${losses.join(', ')}`);
  return losses;
}

/** Outputs are written flat, [elements]: the server knows the shape from the graph. */
async function writeOutputs(work: Work, file: string): Promise<void> {
  const outputs = new Map<string, TensorView>();
  for (const [index, batch] of work.batches.entries()) {
    // Copied: an engine may hand out the same buffer for every batch.
    const data = (await work.output(batch)).slice();
    outputs.set(`output.${index}`, { dtype: data instanceof Float64Array ? 'F64' : 'F32', shape: [data.length], data });
  }
  writeSafetensors(file, outputs);
}
