/** What each effort means: how long, how many blocks, how careful. `docs/decisions/0003-efforts.md` says why. */
import type { EffortName } from '../entities/race.entity';
import { requestsNeeded } from '../statistics/latency-bound';

export interface EffortPlan {
  readonly budgetSeconds: number;
  /** Measured blocks of one trial: as many as fit into the seconds, within these bounds. */
  readonly minimumBlocks: number;
  readonly maximumBlocks: number;
  readonly measuredSecondsPerTrial: number;
  /** Warm-up (method.md 1.4): never fewer than these, then until two windows of blocks agree. */
  readonly warmUpBlocks: number;
  readonly warmUpWindowBlocks: number;
  /** And never shorter. */
  readonly warmUpSeconds: number;
  /** By how many of its own standard errors the windows may differ. */
  readonly warmUpStandardErrors: number;
  readonly practicalDifference: number;
  /** Trials of an entrant that are forked from one process with its framework; 1: every trial imports it itself. */
  readonly trialsPerImport: number;
  /** A difference that is shown needs no more rounds once the half-width is this share of it. */
  readonly enoughShare: number;
  /**
   * Of each rate that a server is asked for, whatever the percentile: as many as show a p99 with one of them over the
   * bound, with four, with sixteen. The more, the nearer to the percentile itself, and to a queue that has settled.
   */
  readonly requestsPerProbe: number;
  /** Of a trial in a race of energy; the same in all of ours, because the counters ask for it (method.md 1.10). */
  readonly energy: EnergyEffort;
}

export interface EnergyEffort {
  /** After the warm-up nobody computes for so long, so that what follows is idle. */
  readonly restSeconds: number;
  /** How long the idle machine is measured. */
  readonly idleSeconds: number;
  /** How long the work is measured at least. */
  readonly workSeconds: number;
}

const ENERGY: EnergyEffort = { restSeconds: 0.5, idleSeconds: 2, workSeconds: 10 };

const CAREFUL = {
  minimumBlocks: 10,
  maximumBlocks: 40,
  measuredSecondsPerTrial: 1,
  warmUpBlocks: 20,
  warmUpWindowBlocks: 10,
  warmUpSeconds: 0.5,
  warmUpStandardErrors: 1,
  trialsPerImport: 1,
  enoughShare: 0.2,
  requestsPerProbe: requestsNeeded(4, 99),
  energy: ENERGY,
};

export const EFFORTS: Readonly<Record<EffortName, EffortPlan>> = {
  QUICK: {
    budgetSeconds: 120,
    minimumBlocks: 5,
    maximumBlocks: 20,
    measuredSecondsPerTrial: 0.3,
    warmUpBlocks: 14,
    warmUpWindowBlocks: 7,
    warmUpSeconds: 0.3,
    warmUpStandardErrors: 1,
    practicalDifference: 0.02,
    trialsPerImport: 12,
    enoughShare: 0.5,
    requestsPerProbe: requestsNeeded(1, 99),
    energy: ENERGY,
  },
  STANDARD: { ...CAREFUL, budgetSeconds: 600, practicalDifference: 0.02 },
  RIGOROUS: { ...CAREFUL, budgetSeconds: 3600, practicalDifference: 0.01, requestsPerProbe: requestsNeeded(16, 99) },
};
