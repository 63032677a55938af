/** How facts of the runner become rows. */
import type { EntityManager } from 'typeorm';
import { Race, type WarningFacts } from '../entities/race.entity';
import { Run } from '../entities/run.entity';
import { findingsOf, Trial } from '../entities/trial.entity';
import { encodeBlocks } from './block-codec';
import { encodeLatencies } from './latencies';
import type { MeasuredTrial, RaceFact } from './race-fact';
import { trialIdOf } from './stored-trials';

/** What a trial read back of its engine. */
export async function describeRun(
  manager: EntityManager,
  fact: Extract<RaceFact, { kind: 'described' }>,
): Promise<void> {
  const run = await manager.findOneByOrFail(Run, { id: fact.runId });
  // Every trial proves parity; what stands on the run is the worst of them.
  const worse = run.parity !== null && run.parity.passed === fact.parity.passed && run.parity.error > fact.parity.error;
  await manager.update(
    Run,
    { id: fact.runId },
    {
      engineVersion: fact.engineVersion,
      device: fact.device,
      settings: [...fact.settings],
      implementation: [...fact.implementation],
      parity: worse ? run.parity : fact.parity,
    },
  );
}

/** Once for each code and run. */
export async function addWarning(manager: EntityManager, raceId: string, warning: WarningFacts): Promise<void> {
  const { warnings } = await manager.findOneByOrFail(Race, { id: raceId });
  // Every round finds the same reasons again, in other numbers.
  if (warnings.some(({ code, runId }) => code === warning.code && runId === warning.runId)) return;
  await manager.update(Race, { id: raceId }, { warnings: [...warnings, warning] });
}

export function withoutRepeats(warnings: readonly WarningFacts[]): WarningFacts[] {
  const key = ({ code, message, runId }: WarningFacts) => JSON.stringify([code, message, runId]);
  return [...new Map(warnings.map((warning) => [key(warning), warning])).values()];
}

export function trialRow(raceId: string, trial: MeasuredTrial): Trial {
  return Object.assign(new Trial(), {
    id: trialIdOf(trial.runId, trial.round),
    raceId,
    runId: trial.runId,
    round: trial.round,
    startedAt: trial.startedAt,
    iterationsPerBlock: trial.iterationsPerBlock,
    blocks: encodeBlocks(trial.blocks),
    warmUpBlocks: encodeBlocks(trial.warmUpBlocks),
    foreignShare: trial.foreignShare,
    clockHertz: trial.clockHertz,
    gpu: trial.gpu,
    latencies: trial.iterationNanoseconds && encodeLatencies(trial.iterationNanoseconds),
    tags: [...trial.tags],
    phases: trial.phases,
    peakResidentBytes: trial.peakResidentBytes,
    peakDeviceBytes: trial.peakDeviceBytes,
    ...findingsOf(trial),
  });
}
