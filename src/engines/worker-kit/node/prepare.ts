/**
 * From a `prepare` message to work that is ready to be timed, each phase timed apart: build, compile, first result;
 * and, untimed, the parity output.
 */
import type { FailedMessage, ParityMessage, PreparedMessage, PrepareMessage } from '../../../protocol/messages';
import { readSafetensors, writeSafetensors, type TensorView } from '../../../protocol/safetensors';
import { NotFinite, rewound } from './block-loop';
import { clockFacts, type Meter } from './meter';
import { preparedLoader } from './pipeline';
import { varies } from './sequences';
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
  const { asynchronous, losses, stepLosses, ...firstFacts } = await prove(work, request, enter);
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
      ...firstFacts,
      clock: clockFacts(meter),
    },
  };
}

/** What `prepared` says of the first result. */
type FirstFacts = Pick<PreparedMessage, 'firstResultNanoseconds' | 'firstPassNanoseconds' | 'compilations'>;

interface Proof extends FirstFacts {
  readonly losses: number[] | null;
  readonly stepLosses: number[] | null;
  readonly asynchronous: boolean;
}

/**
 * The first result comes before parity, as cold as it can be. A forward pass changes nothing; training steps change
 * the weights, which are put back before the parity output. Their losses, the first and timed one's among them, are
 * part of what is proven.
 */
async function prove(work: Work, request: PrepareMessage, enter: (phase: Phase) => void): Promise<Proof> {
  const training = request.task === 'TRAINING';
  const steps = training ? request.parity.trainingSteps : 0;
  const first = await firstResult(work);
  const begun = training ? [await lastLoss(work)] : [];
  const { firstPass, read } = await restOfFirstPass(work, request, { ...first, losses: steps });
  // Before the proof, which may compile functions of its own.
  const compilations = work.compilations?.() ?? null;
  enter('parity');
  const stepLosses = training ? await timedStepLosses(work, [...begun, ...read], steps) : null;
  if (training) await rewound(work);
  await writeOutputs(work, request.parity.outputFile);
  const losses = training ? await computeLosses(work, request) : null;
  return { losses, stepLosses, compilations, ...firstPass, ...first };
}

/** One iteration on batch 0, really computed; also shows whether the engine answers with promises. */
async function firstResult(work: Work): Promise<Pick<Proof, 'asynchronous' | 'firstResultNanoseconds'>> {
  const start = process.hrtime.bigint();
  const step: unknown = work.step(work.batches[0]);
  await step;
  const synchronised: unknown = work.synchronise();
  await synchronised;
  const firstResultNanoseconds = Number(process.hrtime.bigint() - start);
  return { asynchronous: isPromiseLike(step) || isPromiseLike(synchronised), firstResultNanoseconds };
}

/**
 * The rest of the first pass over all batches where sequences vary, each waited for: every shape is new once. `losses`: of
 * so many steps of the pass the loss is read, between the steps.
 */
async function restOfFirstPass(
  work: Work,
  request: PrepareMessage,
  { firstResultNanoseconds, losses }: { readonly firstResultNanoseconds: number; readonly losses: number },
): Promise<{ readonly firstPass: Pick<FirstFacts, 'firstPassNanoseconds'>; readonly read: number[] }> {
  const read: number[] = [];
  if (!varies(request.graph)) return { firstPass: {}, read };
  let nanoseconds = firstResultNanoseconds;
  for (const [index, batch] of work.batches.entries()) {
    if (index === 0) continue;
    const start = process.hrtime.bigint();
    await work.step(batch);
    await work.synchronise();
    nanoseconds += Number(process.hrtime.bigint() - start);
    if (index < losses) read.push(await lastLoss(work));
  }
  return { firstPass: { firstPassNanoseconds: nanoseconds }, read };
}

function isPromiseLike(value: unknown): boolean {
  return typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';
}

async function computeLosses(work: Work, { parity }: PrepareMessage): Promise<number[]> {
  const losses = await work.sgdLosses(work.batches[0], parity.sgdSteps, parity.sgdLearningRate);
  return requireFinite(losses);
}

/** Losses of the very step that is timed: `begun`, from batch 0 on, are taken already, the others follow on 1, 2, …. */
async function timedStepLosses(work: Work, begun: readonly number[], steps: number): Promise<number[]> {
  const losses = [...begun];
  for (let index = begun.length; index < steps; index += 1) {
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
