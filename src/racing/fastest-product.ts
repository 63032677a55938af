/** The fastest matrix product on this machine, over every engine that is here, each in a process of its own and proven. */
import { mkdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { EngineAdapter, Launch, NotInstalled } from '../engines/engine';
import type { EngineState } from '../engines/engine-state';
import type { MachineLimit } from '../entities/machine-limit.entity';
import { workload } from '../workloads/gemm/workload';
import { secondsPerIteration } from './block-codec';
import { EFFORTS, type EffortPlan } from './effort';
import type { LimitSubject } from './limits-of-machine';
import { MachineWatch } from './machine-watch';
import type { RaceFact } from './race-fact';
import { NOTHING_MEASURED, type PlannedEntrant, type RacePlan } from './race-plan';
import { prepareRace, type PreparationServices } from './race-preparation';
import { RaceWorkers } from './race-workers';
import { measureRound } from './round-runner';

export type FastestProduct = Pick<
  MachineLimit,
  'flopsPerSecond' | 'engine' | 'variant' | 'engineVersion' | 'matrixSize'
>;

export interface ProductRequest {
  readonly subject: LimitSubject;
  readonly engines: readonly EngineState[];
  readonly launch: (adapter: EngineAdapter, variant: string) => Launch | NotInstalled;
  /** Of the machine. */
  readonly memoryBytes: number;
  /** Made and removed. */
  readonly workDirectory: string;
  /** Rows and columns of the matrices; other than in tests those of method.md §5. */
  readonly sizes?: ProductSizes;
}

export interface ProductSizes {
  /** Every engine multiplies these. */
  readonly all: number;
  /** And the fastest of them these too. */
  readonly fastest: readonly number[];
}

/** method.md §5. The library that is fastest at one of these sizes is so at the others. */
const SIZES: ProductSizes = { all: 2048, fastest: [1024, 4096] };
/** The fewest that let no result be taken from the iteration before. */
const BATCHES = 2;
const SEED = 20_261_127;

/** Ten repetitions, of which the fastest counts: a limit is what the machine can do when nothing disturbs it. */
const EFFORT: EffortPlan = { ...EFFORTS.QUICK, minimumBlocks: 10, maximumBlocks: 10, warmUpSeconds: 0 };
/** No patience for a steady state, which the fastest repetition does not need. */
const DEADLINE = 0;

/** Null where no engine could show a product. Throws the signal's reason when aborted. */
export async function fastestProduct(
  request: ProductRequest,
  services: PreparationServices,
  signal: AbortSignal,
): Promise<FastestProduct | null> {
  const { all, fastest } = request.sizes ?? SIZES;
  const best = await bestOf(entrantsOf(request), all, request, services, signal);
  if (!best) return null;
  let limit = best;
  for (const size of fastest) {
    const other = await bestOf(
      entrantsOf(request).filter(({ engineId }) => engineId === best.engine),
      size,
      request,
      services,
      signal,
    );
    if (other && other.flopsPerSecond > limit.flopsPerSecond) limit = other;
  }
  return limit;
}

/** Where an engine's default variant would compute it; undefined where it cannot. */
export function productDevice({ variants }: EngineState, { device, precision }: LimitSubject): string | undefined {
  const variant = variants.find(({ facts }) => facts.default);
  if (!variant?.available || !variant.precisions.includes(precision)) return undefined;
  return variant.devices.find(({ kind }) => kind === device)?.id;
}

function entrantsOf({ subject, engines, launch }: ProductRequest): PlannedEntrant[] {
  return engines.flatMap((engine, position) => {
    const { adapter } = engine;
    const variant = adapter.variants.find((candidate) => candidate.default);
    const device = productDevice(engine, subject);
    if (!variant || !device) return [];
    const launched = launch(adapter, variant.id);
    if (launched.kind === 'not-installed') return [];
    return {
      ...NOTHING_MEASURED,
      runId: adapter.id,
      position,
      engineId: adapter.id,
      variant: variant.id,
      launch: launched,
      device,
      preallocatesDeviceMemory: adapter.preallocatesDeviceMemory ?? false,
    };
  });
}

async function bestOf(
  entrants: readonly PlannedEntrant[],
  size: number,
  request: ProductRequest,
  services: PreparationServices,
  signal: AbortSignal,
): Promise<FastestProduct | null> {
  if (entrants.length === 0) return null;
  const plan = planOf(entrants, size, request);
  const facts = measure(plan, services, signal);
  const versions = new Map<string, string>();
  let best: FastestProduct | null = null;
  for await (const fact of facts) {
    if (fact.kind === 'described') versions.set(fact.runId, fact.engineVersion);
    if (fact.kind !== 'trial' || fact.trial.blocks.length === 0) continue;
    const { runId, blocks } = fact.trial;
    const flopsPerSecond = workload.itemsPerIteration({ size }, 1) / Math.min(...blocks.map(secondsPerIteration));
    if (best && best.flopsPerSecond >= flopsPerSecond) continue;
    const variant = entrants.find((entrant) => entrant.runId === runId)?.variant ?? '';
    best = { flopsPerSecond, engine: runId, variant, engineVersion: versions.get(runId) ?? '', matrixSize: size };
  }
  return best;
}

/** One round in which everybody is alone. */
async function* measure(
  plan: RacePlan,
  services: PreparationServices,
  signal: AbortSignal,
): AsyncGenerator<RaceFact, void, void> {
  const { workDirectory, entrants } = plan;
  const { spawn } = services;
  const workers = new RaceWorkers({
    spawn,
    startForker: null,
    trialsPerImport: 1,
    caches: null,
    workDirectory,
    signal,
  });
  await mkdir(workDirectory, { recursive: true });
  try {
    const setting = yield* prepareRace({ plan, effort: EFFORT, batchCount: BATCHES }, services, signal);
    const round = { round: 1, entrants, interleaving: 'EXCLUSIVE', blocksPerTrial: null, deadline: DEADLINE } as const;
    // Nothing is said of the machine's state: the fastest repetition is of its best moment.
    yield* measureRound({ ...setting, ...round, workers, watch: new MachineWatch(null) });
  } finally {
    await workers.end();
    await rm(workDirectory, { recursive: true, force: true });
  }
}

function planOf(entrants: readonly PlannedEntrant[], size: number, request: ProductRequest): RacePlan {
  const { subject, memoryBytes, workDirectory } = request;
  return {
    raceId: path.basename(workDirectory),
    graph: workload.graph({ size }, 1),
    sequences: null,
    task: 'INFERENCE',
    precision: subject.precision,
    division: 'STRICT',
    metric: 'THROUGHPUT',
    scenario: null,
    compilationCaches: null,
    question: 'BEST',
    effort: 'QUICK',
    practicalDifference: EFFORT.practicalDifference,
    targetHalfWidth: null,
    budgetSeconds: EFFORT.budgetSeconds,
    spentSeconds: 0,
    device: subject.device,
    threads: subject.threads ?? 1,
    memoryBytes,
    seed: SEED,
    entrants,
    firstRound: 1,
    workDirectory,
  };
}
