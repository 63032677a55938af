/** Measures one race: the tensors, the right answers, then round after round until the stop rule is satisfied. */
import { mkdir, rm } from 'node:fs/promises';
import * as path from 'node:path';
import type { ForkerStarter } from '../engines/worker-spawner';
import type { AnalysisInput, TrialSample } from '../statistics/analysis';
import { needsResize } from '../statistics/block-size';
import { interimAnalysis } from '../statistics/interim-analysis';
import { analyseRace, comparisonCount, entrants } from '../statistics/race-analysis';
import { batchCountFor } from '../workloads/tensors';
import { REPLANNED_AFTER, replannedBlocks } from './block-replan';
import { EFFORTS } from './effort';
import { exclusiveWarning, expectedMemoryBytes, reasonForExclusive, type InterleavingName } from './interleaving';
import { largest } from './largest';
import { MachineWatch } from './machine-watch';
import { fewestRoundsOf, sampleOf, timesBlocks } from './metric';
import type { MeasuredTrial, RaceFact, StopReason } from './race-fact';
import type { PlannedEntrant, RacePlan } from './race-plan';
import { RaceCaches } from './race-caches';
import { prepareRace, type PreparationServices } from './race-preparation';
import { RaceWorkers } from './race-workers';
import type { EnergyQuestion } from './round-request';
import { measureRound, rehearse } from './round-runner';
import { progressOf, stopReason } from './stop-rule';
import { mostTensorBytes } from './tensor-limit';
import { medianElapsedSeconds } from './warm-up';

export interface RunnerServices extends PreparationServices {
  /** Absent: every trial's process is started anew. */
  readonly startForker?: ForkerStarter;
  /** Of the GPU's driver: tells how the GPU is. Tests bring a fake. */
  readonly gpuTool?: string;
  /** Absent where something else is raced. */
  readonly energy?: EnergyQuestion;
  /** Absent: ours. Tests shorten them. */
  readonly efforts?: typeof EFFORTS;
}

/** Overall, over all looks and pairs. */
export const CONFIDENCE = 0.95;

const MILLISECONDS_PER_SECOND = 1000;

/** An entrant with what the race has learnt of it so far. */
interface Standing extends PlannedEntrant {
  readonly trials: readonly TrialSample[];
}

/** Yields facts in the order they become true and returns why measuring ended. Throws the signal's reason when aborted. */
export async function* runRace(
  plan: RacePlan,
  services: RunnerServices,
  signal: AbortSignal,
): AsyncGenerator<RaceFact, StopReason, void> {
  const begun = performance.now();
  const spentSeconds = () => plan.spentSeconds + (performance.now() - begun) / MILLISECONDS_PER_SECOND;
  const deadline = begun + (plan.budgetSeconds - plan.spentSeconds) * MILLISECONDS_PER_SECOND;
  await mkdir(plan.workDirectory, { recursive: true });
  const workers = workersOf(plan, services, signal);
  const watch = new MachineWatch(plan.device === 'GPU' ? (services.gpuTool ?? 'nvidia-smi') : null);
  let standings: Standing[] = plan.entrants.map((entrant) => ({ ...entrant, trials: entrant.earlierTrials }));
  let imported = Promise.resolve();
  try {
    // Frameworks are imported while the reference is computed, where the first round will want them all.
    if (!takesTurns(plan, standings)) imported = workers.prepare(standings);
    imported.catch(() => undefined);
    const { efforts = EFFORTS, energy } = services;
    const prepared = {
      plan,
      effort: efforts[plan.effort],
      batchCount: plannedBatches(plan),
      ...(energy && { energy }),
    };
    const setting = { ...(yield* prepareRace(prepared, services, signal)), workers, watch };
    await imported;
    const rehearsal = { ...setting, ...setting.original, ...REHEARSAL, deadline, entrants: standings };
    for await (const fact of plan.compilationCaches ? rehearse(rehearsal) : []) {
      standings = learn(plan, standings, fact);
      yield fact;
    }
    let blocksPerTrial = plan.entrants[0]?.earlierTrials.at(-1)?.blockSeconds.length ?? null;
    for (let round = plan.firstRound; ; round++) {
      const roundBegun = performance.now();
      const exclusive = whyExclusive(plan, standings);
      if (exclusive) yield { kind: 'warning', warning: exclusiveWarning(exclusive) };
      const interleaving: InterleavingName = takesTurns(plan, standings) ? 'EXCLUSIVE' : 'RESIDENT';
      const request = { ...setting, deadline, round, entrants: standings, interleaving, blocksPerTrial } as const;
      for await (const fact of measureRound(request)) {
        standings = learn(plan, standings, fact);
        yield fact;
      }
      blocksPerTrial ??= standings[0]?.trials[0]?.blockSeconds.length ?? null;
      const soFar = {
        analysis: analyseRace(analysisInput(plan, standings)),
        pairs: comparisonCount(plan.question, entrants(standings).length),
        practicalDifference: plan.practicalDifference,
        targetHalfWidth: plan.targetHalfWidth,
        enoughShare: setting.effort.enoughShare,
        fewestRounds: fewestRoundsOf(plan),
        spentSeconds: spentSeconds(),
        budgetSeconds: plan.budgetSeconds,
        lastRoundSeconds: (performance.now() - roundBegun) / MILLISECONDS_PER_SECOND,
      };
      const reason = stopReason(soFar);
      if (reason === 'NO_ENTRANT_LEFT') return reason;
      yield {
        kind: 'round',
        round,
        analysis: reason ? soFar.analysis : interimAnalysis(analysisInput(plan, standings)),
        spentSeconds: soFar.spentSeconds,
        progress: reason ? 1 : progressOf(soFar),
      };
      if (reason) return reason;
      if (round === REPLANNED_AFTER && timesBlocks(plan.metric)) {
        const learnt = { entrants: standings, roundSeconds: soFar.lastRoundSeconds, interleaving };
        blocksPerTrial = replannedBlocks(learnt, setting.effort) ?? blocksPerTrial;
      }
    }
  } finally {
    await imported.catch(() => undefined);
    await workers.end();
    await rm(plan.workDirectory, { recursive: true, force: true });
  }
}

/** Before the first round; of the model before the change, where one is raced. */
const REHEARSAL = { round: 0, interleaving: 'EXCLUSIVE', blocksPerTrial: null, original: null } as const;

function workersOf(plan: RacePlan, { spawn, startForker }: RunnerServices, signal: AbortSignal): RaceWorkers {
  const { workDirectory, effort, device } = plan;
  const caches = plan.original ? 'ORIGINAL' : plan.compilationCaches;
  const { trialsPerImport } = EFFORTS[effort];
  const forks = device === 'CPU' && trialsPerImport > 1;
  return new RaceWorkers({
    spawn,
    startForker: (forks && startForker) || null,
    trialsPerImport,
    caches: caches && new RaceCaches(caches, path.join(workDirectory, 'caches')),
    workDirectory,
    signal,
  });
}

/** Distinct batches that iterations rotate through. Throws where a race was accepted that does not fit here. */
function plannedBatches({ graph, memoryBytes }: RacePlan): number {
  const count = batchCountFor(graph, mostTensorBytes(memoryBytes));
  if (count === null) throw new Error('The weights and inputs of this race do not fit on this machine');
  return count;
}

/** What is timed from its start must start alone; and whoever races alone takes turns with nobody. */
function takesTurns(plan: RacePlan, entrants: readonly Standing[]): boolean {
  return !timesBlocks(plan.metric) || entrants.length < 2 || whyExclusive(plan, entrants) !== null;
}

function whyExclusive(plan: RacePlan, entrants: readonly Standing[]): string | null {
  if (!timesBlocks(plan.metric)) return null;
  return reasonForExclusive({
    onGpu: plan.device === 'GPU',
    memoryBytes: plan.memoryBytes,
    expectedBytes: expectedMemoryBytes(plan, plannedBatches(plan)),
    entrants,
  });
}

function learn({ metric }: RacePlan, standings: readonly Standing[], fact: RaceFact): Standing[] {
  if (fact.kind === 'run-ended') return standings.filter(({ runId }) => runId !== fact.runId);
  if (fact.kind !== 'trial' || fact.trial.tags.includes('INCOMPLETE')) return [...standings];
  return standings.map((standing) =>
    standing.runId === fact.trial.runId
      ? {
          ...standing,
          trials: [...standing.trials, sampleOf(fact.trial, metric, fact.trial.warmUpBlocks)],
          iterationsPerBlock: keptSize(fact.trial),
          peakResidentBytes: largest([standing.peakResidentBytes, fact.trial.peakResidentBytes]),
        }
      : standing,
  );
}

/** Fixed for the race, unless the blocks left the range in which they are worth timing (method.md §1.3). */
function keptSize({ blocks, iterationsPerBlock }: MeasuredTrial): number | null {
  if (blocks.length === 0) return null;
  return needsResize(medianElapsedSeconds(blocks), iterationsPerBlock) ? null : iterationsPerBlock;
}

function analysisInput(plan: RacePlan, standings: readonly Standing[]): AnalysisInput {
  return {
    runs: standings.map(({ runId, cloneOf, trials }) => ({ runId, trials, ...(cloneOf === null ? {} : { cloneOf }) })),
    question: plan.question,
    practicalDifference: plan.practicalDifference,
    confidence: CONFIDENCE,
  };
}
