/** Runs, and the estimates that their race's analysis has of them. */
import type { Race } from '../../entities/race.entity';
import type { Run } from '../../entities/run.entity';
import { flopsPerIteration } from '../../workloads/graph-facts';
import { timesBlocks } from '../../racing/metric';
import { fixedGraphOf, workloadOf } from '../../racing/race-workload';
import type { EstimateType } from '../../schema/estimate.type';
import { RunType } from '../../schema/run.type';
import type { Interval } from '../../statistics/analysis';
import { toEstimate, toRate } from './estimate.mapper';
import { make } from './make';

type Resolved =
  | 'race'
  | 'cloneOf'
  | 'coldStart'
  | 'editStart'
  | 'latency'
  | 'timeToFirstResultSeconds'
  | 'engine'
  | 'variant'
  | 'secondsPerIteration'
  | 'itemsPerSecond'
  | 'flopsPerSecond'
  | 'peakMemoryBytes'
  | 'peakDeviceMemoryBytes'
  | 'hostBoundShare'
  | 'percentOfLimit'
  | 'limitedBy'
  | 'energyJoulesPerItem'
  | 'requestsPerSecond'
  | 'variableLengths'
  | 'inputPipeline';

/** `raceRow`: where it is at hand. */
export function toRun(row: Run, raceRow?: Race): RunType {
  const { id, label, engineVersion, device, status, failure, settings, implementation, parity } = row;
  return make<RunType, Resolved>(RunType, {
    row,
    ...(raceRow && { raceRow }),
    id,
    label,
    engineVersion,
    device,
    status,
    failure,
    settings,
    implementation,
    // Of races that were judged by fewer checks.
    parity: parity && {
      ...parity,
      minimumError: parity.minimumError ?? null,
      stepLossError: parity.stepLossError ?? null,
    },
  });
}

function intervalOf(race: Race, runId: string): Interval | null {
  return race.analysis?.runs.find((run) => run.runId === runId)?.secondsPerIteration ?? null;
}

/** Null where iterations were not timed. */
function secondsOf(race: Race, runId: string): Interval | null {
  return timesBlocks(race.metric) ? intervalOf(race, runId) : null;
}

/** Null where something else was raced. */
export function timeToFirstResult(race: Race, runId: string): EstimateType | null {
  return race.metric === 'TIME_TO_FIRST_RESULT' ? toEstimate(intervalOf(race, runId)) : null;
}

/** Null where something else was raced. */
export function energyJoulesPerItem(race: Race, runId: string): EstimateType | null {
  return race.metric === 'ENERGY' ? toEstimate(intervalOf(race, runId)) : null;
}

/** Null where something else was raced. */
export function requestsPerSecond(race: Race, runId: string): EstimateType | null {
  return race.metric === 'SERVER_RATE' ? toRate(intervalOf(race, runId), 1) : null;
}

export function secondsPerIteration(race: Race, runId: string): EstimateType | null {
  return toEstimate(secondsOf(race, runId));
}

/** Null where this server does not have the workload any more. */
export function itemsPerSecond(race: Race, runId: string): EstimateType | null {
  const items = workloadOf(race)?.itemsPerIteration(race.parameters, race.batchSize);
  return items === undefined ? null : toRate(secondsOf(race, runId), items);
}

/** Null where this server does not have the workload any more, and where sequences vary. */
export function flopsPerSecond(race: Race, runId: string): EstimateType | null {
  const graph = fixedGraphOf(race);
  return graph ? toRate(secondsOf(race, runId), flopsPerIteration(graph, race.task)) : null;
}
