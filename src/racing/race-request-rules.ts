/** What a client may ask of a race as a whole; each rule names the field and the remedy. */
import * as os from 'node:os';
import { badInput, type PhotofinishError } from '../errors';
import type { CompilationCachesName, MetricName } from '../entities/race.entity';
import type { NoEnergyMeter } from '../hardware/energy-meter';
import type { Graph } from '../protocol/graph';
import { batchCountFor } from '../workloads/tensors';
import { listWorkloads, findWorkload } from '../workloads/catalog';
import { customWorkload } from '../workloads/custom-workload';
import type { Workload } from '../workloads/workload';
import { hasProducts } from './parity';
import { graphOfLayers } from './requested-layers';
import type { StartRaceRequest } from './start-race-request';
import { mostTensorBytes } from './tensor-limit';

const MAXIMUM_ENTRANTS = 16;
const LONGEST_BUDGET_SECONDS = 24 * 3600;

const LARGEST_BATCH = 65_536;
/** Of any machine: more than this is a mistake. */
export const MOST_THREADS = 4096;

/** The workload of the catalog, or the one that the client's own layers make. */
export function requireWorkload(request: StartRaceRequest): { workload: Workload; graph: Graph | null } {
  const graph = request.layers ? graphOfLayers(request.layers, requireOwnBatchSize(request)) : null;
  const workload = graph ? customWorkload(graph) : requireKnownWorkload(request);
  if (!workload.tasks.includes(request.task)) {
    const advice = graph ? 'Give `training` with a loss.' : `Use one of: ${workload.tasks.join(', ')}.`;
    throw badInput('input.task', 'This workload does not have this task.', advice);
  }
  return { workload, graph };
}

function requireOwnBatchSize(request: StartRaceRequest): number {
  return requireRange('input.batchSize', request.batchSize ?? 1, 1, LARGEST_BATCH, true);
}

/** TF32 only rounds the products of matrices: without one there is nothing to compute in it. */
export function requirePrecision(request: StartRaceRequest, graph: Graph): void {
  if (request.precision !== 'TFLOAT32' || hasProducts(graph)) return;
  const advice = 'Use FLOAT32, or a workload with products of matrices.';
  throw badInput('input.precision', 'TFLOAT32 rounds products of matrices, and this workload has none.', advice);
}

function requireKnownWorkload(request: StartRaceRequest): Workload {
  if (request.workload === null) {
    throw badInput('input.workload', 'A race needs a workload.', 'Give one of `workloads`, or `layers` of your own.');
  }
  const workload = findWorkload(request.workload);
  if (!workload) {
    const known = listWorkloads().map(({ id }) => id);
    throw badInput('input.workload', 'There is no such workload.', `Use one of: ${known.join(', ')}.`);
  }
  return workload;
}

export function requireEntrantCount(request: StartRaceRequest): void {
  if (request.entrants.length === 0) {
    throw badInput('input.entrants', 'A race needs an entrant.', 'Name at least one engine.');
  }
  const most = request.selfCheck ? MAXIMUM_ENTRANTS - 1 : MAXIMUM_ENTRANTS;
  if (request.entrants.length > most) {
    const why = request.selfCheck ? ', as the self-check enters one more' : '';
    throw badInput('input.entrants', 'These are too many entrants.', `Name at most ${most}${why}.`);
  }
}

export function requireFittingTensors(graph: Graph): void {
  const most = mostTensorBytes(os.totalmem());
  if (batchCountFor(graph, most) !== null) return;
  throw badInput(
    'input.parameters',
    'With these parameters and this batch size the weights and inputs do not fit.',
    `Keep weights and two batches below ${(most / 2 ** 30).toFixed(1)} GiB: choose a smaller size or batch.`,
  );
}

/** LATENCY at batch size 1, THROUGHPUT otherwise. */
export function resolveMetric(request: StartRaceRequest, batchSize: number): MetricName {
  return request.metric ?? (batchSize === 1 ? 'LATENCY' : 'THROUGHPUT');
}

/** WARM where the time to the first result is raced, null where something else is: then nobody may name them. */
export function resolveCompilationCaches(
  { compilationCaches }: StartRaceRequest,
  metric: MetricName,
): CompilationCachesName | null {
  if (metric === 'TIME_TO_FIRST_RESULT') return compilationCaches ?? 'WARM';
  if (compilationCaches === null) return null;
  throw badInput(
    'input.compilationCaches',
    'Compilation caches make no difference to this metric: everything is compiled before it is timed.',
    'Leave it out, or race the metric TIME_TO_FIRST_RESULT.',
  );
}

/** Of a race of energy where no counter of the device can be read. */
export function energyRefusal({ reason, advice }: NoEnergyMeter): PhotofinishError {
  const others = 'LATENCY, THROUGHPUT, TIME_TO_FIRST_RESULT and PEAK_MEMORY need no counter.';
  return badInput('input.metric', `Energy cannot be raced here. ${reason}`, `${advice} ${others}`);
}

/** All cores of this machine, or of the one that will measure, unless fewer are asked for. */
export function resolveThreads(
  { threads }: Pick<StartRaceRequest, 'threads'>,
  available: number = os.availableParallelism(),
): number {
  return requireRange('input.threads', threads ?? available, 1, available, true);
}

export function resolveBudgetSeconds(request: StartRaceRequest, standard: number): number {
  return requireRange('input.budgetSeconds', request.budgetSeconds ?? standard, 1, LONGEST_BUDGET_SECONDS);
}

export function resolvePracticalDifference(request: StartRaceRequest, standard: number): number {
  return requirePracticalDifference('input.practicalDifference', request.practicalDifference ?? standard);
}

export function resolveTargetHalfWidth({ targetHalfWidth }: StartRaceRequest): number | null {
  return targetHalfWidth === null ? null : requireRange('input.targetHalfWidth', targetHalfWidth, 0.0005, 1);
}

export function resolveSeed(request: StartRaceRequest, drawn: number): number {
  return requireRange('input.seed', request.seed ?? drawn, 0, Number.MAX_SAFE_INTEGER, true);
}

export function requirePracticalDifference(field: string, value: number): number {
  return requireRange(field, value, 0.001, 1);
}

/** Throws BAD_USER_INPUT that names the field and the range. */
export function requireRange(field: string, value: number, minimum: number, maximum: number, whole = false): number {
  const fits = value >= minimum && value <= maximum && (!whole || Number.isInteger(value));
  if (!fits) {
    const kind = whole ? 'whole number' : 'number';
    throw badInput(field, 'This value is out of range.', `Give a ${kind} from ${minimum} to ${maximum}.`);
  }
  return value;
}
