/** Two programs that are told apart, and fresh processes of either: the workers of the product, asked by other plans. */
import { mkdirSync } from 'node:fs';
import * as path from 'node:path';
import type { WorkerSession } from '../../src/engines/worker-session';
import type { WorkerSpawner } from '../../src/engines/worker-spawner';
import { secondsPerIteration } from '../../src/racing/block-codec';
import { prepareMessage } from '../../src/racing/race-plan';
import { mostTensorBytes } from '../../src/racing/tensor-limit';
import { median } from '../../src/statistics/descriptive';
import { trialSeed } from '../../src/statistics/schedule';
import { batchCountFor, writeTensors } from '../../src/workloads/tensors';
import { planOf, type RaceRequest } from '../support';

/** Which of the two. */
export type Side = 0 | 1;

/** A process that has imported its framework, built the work and computed every batch once. */
export interface Process {
  /** Seconds per iteration of each of so many blocks. */
  measure(blocks: number, iterationsPerBlock: number): Promise<number[]>;
  /** What timing nothing costs. */
  readonly emptyBlockSeconds: number;
}

export interface Subject {
  readonly request: RaceRequest;
  /** Seconds per iteration of the first, at a glance. */
  readonly typicalSeconds: number;
  /** Starts a process, lets it be used, and ends it. */
  inProcess<T>(side: Side, use: (process: Process) => Promise<T>): Promise<T>;
}

const GLANCE = { blocks: 5, iterations: 20 };

/**
 * Writes the weights and inputs, the same for both sides and as a race with this seed would, into `folder`. Starts one
 * process that counts for no design: the programs are in memory before the first of them looks.
 */
export async function subjectOf(request: RaceRequest, spawn: WorkerSpawner, folder: string): Promise<Subject> {
  const plan = planOf(request, folder);
  mkdirSync(folder, { recursive: true });
  const batchCount = batchCountFor(plan.graph, mostTensorBytes(plan.memoryBytes));
  if (batchCount === null) throw new Error('The weights and inputs are too large for this experiment');
  const tensorsFile = path.join(folder, 'tensors.safetensors');
  await writeTensors(plan.graph, { seed: plan.seed, batchCount, task: plan.task }, tensorsFile);
  let started = 0;

  const inProcess: Subject['inProcess'] = async (side, use) => {
    const entrant = plan.entrants[side];
    if (!entrant) throw new Error('A pair has two entrants');
    started += 1;
    const { variant, device, position, launch } = entrant;
    const session = spawn(launch, { signal: new AbortController().signal, workingDirectory: folder });
    try {
      await session.hello();
      const outputFile = path.join(folder, 'output.safetensors');
      const seed = trialSeed(plan.seed, started, position);
      const details = { variant, device, seed, tensorsFile, outputFile, batchCount };
      const answer = await session.prepare(prepareMessage(plan, details));
      if (answer.kind === 'unsupported') throw new Error(answer.message.reason);
      return await use(processOf(session, answer.prepared.clock.emptyBlockNanoseconds / 1e9));
    } finally {
      await session.kill();
    }
  };

  const glance = await inProcess(0, (process) => process.measure(GLANCE.blocks, GLANCE.iterations));
  return { request, typicalSeconds: median(glance), inProcess };
}

function processOf(session: WorkerSession, emptyBlockSeconds: number): Process {
  return {
    emptyBlockSeconds,
    measure: async (blocks, iterationsPerBlock) =>
      (await session.measure({ blocks, iterationsPerBlock, rewarmIterations: 0 })).map(secondsPerIteration),
  };
}
