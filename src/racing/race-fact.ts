/** What the runner tells while a race is measured; the store writes each down as it comes. */
import type { FailureFacts, NamedValue, WarningFacts } from '../entities/race.entity';
import type { NodeImplementation, ParityFacts } from '../entities/run.entity';
import type { GpuStateFacts, TrialFindings, TrialPhases } from '../entities/trial.entity';
import type { DeviceDescription } from '../protocol/messages';
import type { RaceAnalysis } from '../statistics/analysis';
import type { PlacedBlock } from './block-codec';

export type RunPhase = 'reference' | 'import' | 'build' | 'parity' | 'warm-up' | 'measure';

export interface MeasuredTrial extends Readonly<TrialFindings> {
  readonly runId: string;
  readonly round: number;
  readonly startedAt: number;
  readonly iterationsPerBlock: number;
  readonly blocks: readonly PlacedBlock[];
  /** Of single iterations, where latency is raced; else null. */
  readonly iterationNanoseconds: readonly number[] | null;
  readonly warmUpBlocks: readonly PlacedBlock[];
  /** Part of the processors' time during its blocks that went to neither it nor the server; null where not known. */
  readonly foreignShare: number | null;
  /** Of the processors that computed during its blocks, their median; null where not known. */
  readonly clockHertz: number | null;
  /** While it computed; null of a race on a CPU, and where nothing tells. */
  readonly gpu: GpuStateFacts | null;
  /**
   * NOT_STEADY; LOSS_VARIES where blocks of the same training steps ended with different losses; EXCLUSIVE where no
   * other entrant was alive; FORKED from a process that had imported the framework; ALONE where next to
   * nothing else computed meanwhile; those of `disturbance.ts` that the machine gave it; NO_NET_ENERGY, FEW_ITERATIONS
   * and GAPS of its energy; LATE_GENERATOR and NO_RATE of its requests; INCOMPLETE where the trial was cut short: kept, and left out of comparisons.
   */
  readonly tags: readonly string[];
  readonly phases: TrialPhases;
  readonly peakResidentBytes: number | null;
  readonly peakDeviceBytes: number | null;
}

export type RaceFact =
  | { readonly kind: 'tensors'; readonly sha256: string }
  | { readonly kind: 'phase'; readonly runIds: readonly string[]; readonly phase: RunPhase }
  | {
      readonly kind: 'described';
      readonly runId: string;
      readonly engineVersion: string;
      readonly device: DeviceDescription | null;
      readonly settings: readonly NamedValue[];
      readonly implementation: readonly NodeImplementation[];
      readonly parity: ParityFacts;
    }
  | {
      readonly kind: 'run-ended';
      readonly runId: string;
      readonly status: 'UNSUPPORTED' | 'FAILED';
      readonly failure: FailureFacts;
    }
  | { readonly kind: 'trial'; readonly trial: MeasuredTrial }
  /** Stands on the race from now on. */
  | { readonly kind: 'warning'; readonly warning: WarningFacts }
  | {
      readonly kind: 'round';
      readonly round: number;
      readonly analysis: RaceAnalysis;
      /** Of the budget, before interruptions too. */
      readonly spentSeconds: number;
      /** 0 to 1. */
      readonly progress: number;
    };

/** Why measuring ended. */
export type StopReason = 'DECIDED' | 'BUDGET' | 'LAST_LOOK' | 'NO_ENTRANT_LEFT';
