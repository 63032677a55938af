/** What the command line reads of sweeps from the API. */
import type { Estimate, FailureView, RaceStatus, StartRaceInput } from './types';

export interface StartSweepInput {
  readonly race: StartRaceInput;
  readonly over: string;
  readonly parameter?: string;
  readonly values: readonly number[];
  readonly label?: string;
}

export interface StartedSweep {
  readonly id: string;
  readonly points: readonly {
    readonly value: number;
    readonly race: { readonly id: string; readonly runs: readonly { readonly id: string; readonly label: string }[] };
  }[];
}

export interface CurveRunView {
  readonly id: string;
  readonly status: string;
  /** Of these estimates, the one that was raced. */
  readonly secondsPerIteration: Estimate | null;
  readonly timeToFirstResultSeconds: Estimate | null;
  readonly energyJoulesPerItem: Estimate | null;
  readonly requestsPerSecond: Estimate | null;
  readonly peakMemoryBytes: number | null;
  readonly failure: FailureView | null;
}

export interface CurveView {
  readonly label: string;
  /** By value, as in all other curves. Null: deleted. */
  readonly points: readonly { readonly value: number; readonly run: CurveRunView | null }[];
}

export interface SweepView {
  readonly id: string;
  readonly label: string | null;
  readonly status: RaceStatus;
  readonly over: string;
  readonly parameter: string | null;
  readonly verdict: string | null;
  readonly createdAt: string;
  readonly points: readonly {
    readonly value: number;
    readonly race: {
      readonly id: string;
      readonly status: RaceStatus;
      readonly verdict: string | null;
      readonly workload: { readonly id: string };
      readonly task: string;
      readonly metric: string;
    } | null;
  }[];
  readonly curves: readonly CurveView[];
  readonly crossovers: readonly {
    readonly below: number;
    readonly above: number;
    readonly near: number | null;
    readonly aheadBelow: string;
    readonly aheadAbove: string;
    readonly sentence: string;
  }[];
}
