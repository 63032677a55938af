/** One pair of the matrix: an engine variant on one task of one workload, through one round of a real race. */
import * as path from 'node:path';
import type { EngineAdapter, EngineVariantFacts } from '../../src/engines/engine';
import type { ParityFacts } from '../../src/entities/run.entity';
import type { EffortPlan } from '../../src/racing/effort';
import { parityTolerance } from '../../src/racing/parity';
import { NOTHING_MEASURED, type RacePlan } from '../../src/racing/race-plan';
import { computeReference } from '../../src/racing/reference';
import { RaceWorkers } from '../../src/racing/race-workers';
import { MachineWatch } from '../../src/racing/machine-watch';
import { measureRound } from '../../src/racing/round-runner';
import type { WorkerSpawner } from '../../src/engines/worker-spawner';
import { reference } from '../../src/engines/reference/adapter';
import { writeTensors } from '../../src/workloads/tensors';
import { launchContext, launchOf } from '../support';

export type PairStatus = 'FINISHED' | 'UNSUPPORTED' | 'FAILED';

export interface PairResult {
  readonly engine: string;
  readonly variant: string;
  readonly status: PairStatus;
  /** Why not, as the run would say it; null when FINISHED. */
  readonly reason: string | null;
  readonly code: string | null;
  readonly parity: ParityFacts | null;
  readonly compiled: string | null;
}

/** Everything that the pairs of one workload and task share. */
export interface Setting {
  readonly plan: RacePlan;
  readonly tensorsFile: string;
  readonly answers: Awaited<ReturnType<typeof computeReference>>;
  readonly spawn: WorkerSpawner;
}

const BATCHES = 3;
const WARM_UP_MILLISECONDS = 1000;
/** As little timing as a round can have: what is asked here is whether it finishes, not how fast. */
const SHORTEST: EffortPlan = {
  budgetSeconds: 60,
  minimumBlocks: 2,
  maximumBlocks: 2,
  measuredSecondsPerTrial: 0.05,
  warmUpBlocks: 2,
  warmUpWindowBlocks: 2,
  warmUpSeconds: 0,
  warmUpStandardErrors: 1,
  enoughShare: 1,
  practicalDifference: 1,
  trialsPerImport: 1,
  requestsPerProbe: 1,
  energy: { restSeconds: 0, idleSeconds: 0, workSeconds: 0 },
};

/** Tensors and right answers, once for all engines. */
export async function prepareSetting(plan: RacePlan, spawn: WorkerSpawner): Promise<Setting> {
  const tensorsFile = path.join(plan.workDirectory, 'tensors.safetensors');
  await writeTensors(plan.graph, { seed: plan.seed, batchCount: BATCHES, task: plan.task }, tensorsFile);
  const signal = new AbortController().signal;
  const answers = await computeReference(spawn, {
    plan,
    launch: launchOf(reference),
    tensorsFile,
    batchCount: BATCHES,
    signal,
  });
  return { plan, tensorsFile, answers, spawn };
}

export async function runPair(
  setting: Setting,
  adapter: EngineAdapter,
  variant: EngineVariantFacts,
): Promise<PairResult> {
  const { plan, tensorsFile, answers, spawn } = setting;
  const launch = adapter.locate({ ...launchContext(), variant: variant.id, device: 'CPU' });
  const result = { engine: adapter.id, variant: variant.id, parity: null, compiled: null };
  if (launch.kind === 'not-installed') {
    return { ...result, status: 'UNSUPPORTED', reason: launch.reason, code: 'ENGINE_UNAVAILABLE' };
  }
  const tolerance = parityTolerance(plan.graph, plan.precision);
  const { workDirectory } = plan;
  const { signal } = new AbortController();
  const facts = measureRound({
    plan,
    effort: SHORTEST,
    round: 1,
    entrants: [
      {
        ...{ runId: 'run', position: 0, engineId: adapter.id, variant: variant.id, launch, device: 'cpu' },
        ...NOTHING_MEASURED,
        preallocatesDeviceMemory: false,
      },
    ],
    interleaving: 'RESIDENT',
    blocksPerTrial: null,
    deadline: performance.now() + WARM_UP_MILLISECONDS,
    tensorsFile,
    batchCount: BATCHES,
    reference: answers,
    tolerance,
    original: null,
    workers: new RaceWorkers({ spawn, startForker: null, trialsPerImport: 1, caches: null, workDirectory, signal }),
    watch: new MachineWatch(null),
    signal,
  });
  let [parity, compiled]: [ParityFacts | null, string | null] = [null, null];
  for await (const fact of facts) {
    if (fact.kind === 'described') {
      parity = fact.parity;
      compiled = fact.settings.find(({ name }) => name === 'compiled')?.value ?? null;
    }
    if (fact.kind === 'run-ended') {
      const { message: reason, code } = fact.failure;
      return { ...result, parity, compiled, status: fact.status, reason, code };
    }
  }
  return { ...result, parity, compiled, status: 'FINISHED', reason: null, code: null };
}
