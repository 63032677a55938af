/** What one round needs to know, and the shape of its steps. */
import type { EnergyMeter } from '../hardware/energy-meter';
import type { Contestant } from './contestant';
import type { EffortPlan } from './effort';
import type { OriginalWork } from './experiment-step';
import type { InterleavingName } from './interleaving';
import type { MachineWatch } from './machine-watch';
import type { ParityTolerance, ReferenceResult } from './parity';
import type { RaceFact } from './race-fact';
import type { LoadedReference, RaceImages } from './pipeline-images';
import type { PlannedEntrant, RacePlan } from './race-plan';
import type { RaceWorkers } from './race-workers';

/** What a race of energy is measured by. */
export interface EnergyQuestion {
  readonly meter: EnergyMeter;
  /** In the workload's own items. */
  readonly itemsPerIteration: number;
}

export interface RoundRequest {
  readonly plan: RacePlan;
  readonly effort: EffortPlan;
  readonly round: number;
  readonly entrants: readonly PlannedEntrant[];
  readonly interleaving: InterleavingName;
  /** Fixed by the first round for the whole race; null in it. */
  readonly blocksPerTrial: number | null;
  /** On `performance.now()`: when the race's budget ends. */
  readonly deadline: number;
  readonly tensorsFile: string;
  readonly batchCount: number;
  readonly reference: ReferenceResult;
  readonly tolerance: ParityTolerance;
  /** The same of the model before the change, where one is raced; else null. */
  readonly original: OriginalWork | null;
  readonly workers: RaceWorkers;
  readonly watch: MachineWatch;
  /** Absent where something else is raced. */
  readonly energy?: EnergyQuestion;
  /** Absent where nothing is loaded. */
  readonly images?: RaceImages & { readonly reference: LoadedReference };
  readonly signal: AbortSignal;
}

export type Facts = AsyncGenerator<RaceFact, void, void>;
export type Step = (contestant: Contestant, request: RoundRequest) => Promise<RaceFact[]>;
