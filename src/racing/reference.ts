/** Asks the float64 reference for the right answers, once per race. */
import * as path from 'node:path';
import type { Launch } from '../engines/engine';
import type { WorkerSpawner } from '../engines/worker-spawner';
import type { ParityMessage, TaskName } from '../protocol/messages';
import type { WorkerSession } from '../engines/worker-session';
import { kinkDoubt, mayBeInDoubt } from './kink-doubt';
import { readOutputs, type ReferenceResult } from './parity';
import { PARITY_TRAINING_STEPS, prepareMessage, type RacePlan } from './race-plan';

export interface ReferenceRequest {
  readonly plan: RacePlan;
  readonly launch: Launch;
  readonly tensorsFile: string;
  readonly batchCount: number;
  readonly signal: AbortSignal;
}

/** Rejects with `WorkerFailure` where the reference cannot be computed. */
export async function computeReference(spawn: WorkerSpawner, request: ReferenceRequest): Promise<ReferenceResult> {
  const { plan, launch, batchCount, signal } = request;
  const session = spawn(launch, { signal, workingDirectory: plan.workDirectory });
  try {
    const ready = await session.hello();
    const { losses, stepLosses, outputFile } = await ask(session, request, 'float64');
    const outputs = readOutputs(outputFile, batchCount);
    return {
      name: `NumPy ${ready.engineVersion} float64`,
      outputs: outputs.map((output) => (output instanceof Float64Array ? output : Float64Array.from(output))),
      losses: lossesFor(plan.task, losses),
      stepLosses: lossesFor(plan.task, stepLosses),
      lossDoubt: await lossDoubt(session, request, { losses, stepLosses }),
    };
  } finally {
    await session.kill();
  }
}

async function ask(
  session: WorkerSession,
  { plan, tensorsFile, batchCount }: ReferenceRequest,
  variant: 'float64' | 'other-side',
): Promise<ParityMessage> {
  const outputFile = path.join(plan.workDirectory, `reference-${variant}.safetensors`);
  const details = { variant, device: 'cpu', seed: plan.seed, tensorsFile, outputFile, batchCount };
  const answer = await session.prepare(prepareMessage(plan, details));
  if (answer.kind === 'unsupported') throw new Error(`The reference cannot compute this: ${answer.message.reason}`);
  return answer.parity;
}

async function lossDoubt(
  session: WorkerSession,
  request: ReferenceRequest,
  losses: Pick<ReferenceResult, 'losses' | 'stepLosses'>,
): Promise<number> {
  const { graph, task, precision } = request.plan;
  if (!mayBeInDoubt(graph, task, precision)) return 0;
  // Of the outputs nothing is asked, so no more batches than the steps are taken on.
  const batchCount = Math.min(request.batchCount, PARITY_TRAINING_STEPS);
  return kinkDoubt(await ask(session, { ...request, batchCount }, 'other-side'), losses);
}

function lossesFor(task: TaskName, losses: readonly number[] | null): readonly number[] | null {
  if (task === 'TRAINING' && losses === null) throw new Error('The reference gave no losses for a training task');
  return losses;
}
