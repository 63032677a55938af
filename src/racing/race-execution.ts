/** Takes one race from its row to its end: works out the plan, lets the runner measure, stores what it tells. */
import * as path from 'node:path';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { EngineAdapter, NotInstalled } from '../engines/engine';
import type { EngineCatalog } from '../engines/engine-catalog';
import type { ImageMaker } from '../engines/image-maker';
import { WorkerFailure } from '../engines/worker-failure';
import type { ForkerStarter, WorkerSpawner } from '../engines/worker-spawner';
import type { HardwareProfile } from '../entities/hardware-profile.entity';
import { Race, type FailureFacts, type RaceStatusName } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import type { EnergyCounters } from '../hardware/energy-counters';
import type { NoEnergyMeter } from '../hardware/energy-meter';
import type { HardwareRegistry } from '../hardware/hardware-registry';
import type { EFFORTS } from './effort';
import { expectedDetectableDifference } from './expected-difference';
import { acquireMeasuringLock } from './measuring-lock';
import type { StopReason } from './race-fact';
import type { RaceObserver } from './race-observer';
import { endFromRows } from './end-from-rows';
import { failedEnding, interruptedEnding } from './race-ending';
import { SAMPLED_FIELDS } from './metric';
import { planRace, type PlanProblem } from './race-planner';
import { workloadOf } from './race-workload';
import type { RacePlan } from './race-plan';
import type { Hold } from './race-holds';
import type { AbortReason } from './race-queue';
import { runRace, type RunnerServices } from './race-runner';
import type { RaceEnding, RaceStore } from './race-store';
import { failureOf } from './run-failure';
import { trialsOf } from './stored-trials';

export interface RaceExecutionOptions {
  readonly database: DataSource;
  readonly store: RaceStore;
  readonly catalog: EngineCatalog;
  readonly hardware: HardwareRegistry;
  readonly energy: EnergyCounters;
  /** Of the host-wide measuring lock. */
  readonly lockDirectory: string;
  readonly spawn: WorkerSpawner;
  readonly startForker: ForkerStarter;
  readonly makeImages: ImageMaker;
  /** Where workers may hold less than a machine of this memory would let them. */
  readonly memoryToPlanWith: number;
  readonly referenceAdapter: EngineAdapter;
  readonly dataDirectory: string;
  /** Absent: ours. Tests shorten them. */
  readonly efforts?: typeof EFFORTS;
  readonly observer?: RaceObserver;
  readonly logger: Logger;
}

export class RaceExecution {
  constructor(private readonly options: RaceExecutionOptions) {}

  /**
   * Resolves when the race's end is stored, or when it was put aside: at once, or with `drain` after the round in hand.
   * Rejects only on a bug.
   */
  async execute(hold: Hold, signal: AbortSignal, drain?: AbortSignal): Promise<void> {
    const { lockDirectory, logger, observer } = this.options;
    const { raceId } = hold;
    try {
      const release = await acquireMeasuringLock(lockDirectory, signal, () =>
        logger.warn({ raceId }, 'another process measures on this machine: waiting until it is done'),
      );
      try {
        await this.measure(hold, signal, drain);
      } finally {
        release();
      }
    } catch (error) {
      if (!signal.aborted) throw error;
      if ((signal.reason as AbortReason) === 'cancel') await this.finish(hold, 'CANCELLED');
    } finally {
      observer?.ended(raceId, await this.statusOf(raceId));
    }
  }

  /** After a bug: the race ends with what it has. */
  async abandon({ raceId, fence }: Hold): Promise<void> {
    const failure: FailureFacts = {
      phase: 'measure',
      code: 'INTERNAL_ERROR',
      message: 'Something went wrong in the server while this race was measured.',
      advice: 'The server log says what; start the race again.',
      logTail: null,
    };
    await this.options.store.end(raceId, failedEnding(failure), fence);
  }

  private async measure(hold: Hold, signal: AbortSignal, drain?: AbortSignal): Promise<void> {
    const { store, hardware } = this.options;
    const { raceId, fence } = hold;
    const end = (ending: RaceEnding) => store.end(raceId, ending, fence);
    const profile = await hardware.current();
    const expectation = await expectedDetectableDifference(this.options.database, raceId, profile.id);
    const race = await store.begin(raceId, profile.id, expectation, fence);
    if (!race) return;
    this.options.observer?.begun(race, await this.runsOf(raceId));
    const plan = await this.plan(race, hold, profile, signal);
    if (plan.kind === 'interrupted') {
      await end(interruptedEnding(race, await this.runsOf(raceId), plan.reason));
      return;
    }
    const reference = this.options.catalog.launch(this.options.referenceAdapter);
    if (reference.kind === 'not-installed') {
      await end(failedEnding(referenceMissing(reference)));
      return;
    }
    const meter = race.metric === 'ENERGY' ? await this.options.energy.open(race.device) : null;
    if (meter && meter.kind !== 'meter') {
      await end(failedEnding(energyGone(meter)));
      return;
    }
    const energy = meter && { meter, itemsPerIteration: itemsPerIteration(race) };
    const release = this.options.catalog.holdProbes();
    try {
      await this.run(plan, hold, { reference, ...(energy && { energy }) }, { signal, drain });
    } finally {
      release();
      meter?.close();
    }
  }

  private async run(
    plan: RacePlan,
    hold: Hold,
    own: Pick<RunnerServices, 'reference' | 'energy'>,
    { signal, drain }: { readonly signal: AbortSignal; readonly drain: AbortSignal | undefined },
  ): Promise<void> {
    const { store, spawn, startForker, makeImages, efforts, observer } = this.options;
    const facts = runRace(plan, { spawn, startForker, makeImages, ...own, ...(efforts && { efforts }) }, signal);
    try {
      let step = await facts.next();
      while (!step.done) {
        await store.record(plan.raceId, step.value, hold.fence);
        observer?.told(plan.raceId, step.value);
        // Whoever takes the race up goes on with the next round.
        if (step.value.kind === 'round' && drain?.aborted) return;
        step = await facts.next();
      }
      await this.finish(hold, step.value);
    } catch (error) {
      if (signal.aborted || !(error instanceof WorkerFailure)) throw error;
      await store.end(plan.raceId, failedEnding({ ...failureOf(error), phase: 'reference' }), hold.fence);
    } finally {
      // Where a fact could not be stored the runner is still in the middle of its round: its workers go with it.
      await facts.return('NO_ENTRANT_LEFT');
    }
  }

  private async plan(
    race: Race,
    { fence }: Hold,
    profile: HardwareProfile,
    signal: AbortSignal,
  ): Promise<(RacePlan & { kind: 'plan' }) | PlanProblem> {
    const { database, catalog, store, dataDirectory, memoryToPlanWith } = this.options;
    const trials = await trialsOf(database, 'raceId', [race.id], ['iterationsPerBlock', ...SAMPLED_FIELDS]);
    const runs = await this.runsOf(race.id);
    const listed = await abortable(catalog.list(), signal);
    const engines = new Map(listed.map((state) => [state.adapter.id, state]));
    const { plan, gone } = planRace({
      race,
      runs,
      trials,
      engines,
      launch: (adapter, variant) => catalog.launch(adapter, { threads: race.threads, variant, device: race.device }),
      sameMachine: race.hardwareProfileId === profile.id,
      memoryBytes: Math.min(profile.facts.memoryBytes, memoryToPlanWith),
      workDirectory: path.join(dataDirectory, 'work', race.id),
    });
    for (const fact of gone) await store.record(race.id, fact, fence);
    return plan;
  }

  private finish({ raceId, fence }: Hold, reason: StopReason | 'CANCELLED'): Promise<void> {
    return endFromRows(this.options, raceId, reason, fence);
  }

  /** For whoever looks on: null where it cannot be read. */
  private async statusOf(raceId: string): Promise<RaceStatusName | null> {
    const repository = this.options.database.getRepository(Race);
    const race = await repository
      .findOne({ select: { id: true, status: true }, where: { id: raceId } })
      .catch(() => null);
    return race?.status ?? null;
  }

  private runsOf(raceId: string): Promise<Run[]> {
    return this.options.database.getRepository(Run).find({ where: { raceId }, order: { position: 'ASC' } });
  }
}

/** Rejects with the signal's reason when aborted first; what was waited for goes on by itself. */
function abortable<T>(waited: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

function itemsPerIteration(race: Race): number {
  const workload = workloadOf(race);
  if (!workload) throw new Error('A race is measured only where its workload is known');
  return workload.itemsPerIteration(race.parameters, race.batchSize);
}

/** It could be read when the race was accepted. */
function energyGone({ reason, advice }: NoEnergyMeter): FailureFacts {
  return { phase: 'measure', code: 'ENERGY_UNREADABLE', message: reason, advice, logTail: null };
}

function referenceMissing({ reason }: NotInstalled): FailureFacts {
  return {
    phase: 'reference',
    code: 'REFERENCE_UNAVAILABLE',
    message: 'Without the float64 reference nobody can show that the entrants do the same work, so nothing was timed.',
    advice: reason,
    logTail: null,
  };
}
