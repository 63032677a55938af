/** Asks the float64 reference for the right answers, once per race. */
import * as path from 'node:path';
import type { Launch } from '../engines/engine';
import type { WorkerSpawner } from '../engines/worker-spawner';
import type { TaskName } from '../protocol/messages';
import { readOutputs, type ReferenceResult } from './parity';
import { prepareMessage, type RacePlan } from './race-plan';

export interface ReferenceRequest {
  readonly plan: RacePlan;
  readonly launch: Launch;
  readonly tensorsFile: string;
  readonly batchCount: number;
  readonly signal: AbortSignal;
}

/** Rejects with `WorkerFailure` where the reference cannot be computed. */
export async function computeReference(spawn: WorkerSpawner, request: ReferenceRequest): Promise<ReferenceResult> {
  const { plan, launch, tensorsFile, batchCount, signal } = request;
  const session = spawn(launch, { signal, workingDirectory: plan.workDirectory });
  try {
    const ready = await session.hello();
    const answer = await session.prepare(
      prepareMessage(plan, {
        variant: 'float64',
        device: 'cpu',
        seed: plan.seed,
        tensorsFile,
        outputFile: path.join(plan.workDirectory, 'reference.safetensors'),
        batchCount,
      }),
    );
    if (answer.kind === 'unsupported') throw new Error(`The reference cannot compute this: ${answer.message.reason}`);
    const outputs = readOutputs(answer.parity.outputFile, batchCount);
    return {
      name: `NumPy ${ready.engineVersion} float64`,
      outputs: outputs.map((output) => (output instanceof Float64Array ? output : Float64Array.from(output))),
      losses: lossesFor(plan.task, answer.parity.losses),
      stepLosses: lossesFor(plan.task, answer.parity.stepLosses),
    };
  } finally {
    await session.kill();
  }
}

function lossesFor(task: TaskName, losses: readonly number[] | null): readonly number[] | null {
  if (task === 'TRAINING' && losses === null) throw new Error('The reference gave no losses for a training task');
  return losses;
}
