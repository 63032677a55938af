/** What stands before the first round of a race: the one file of weights and inputs, and the right answers to it. */
import * as path from 'node:path';
import type { Launch } from '../engines/engine';
import type { ImageMaker } from '../engines/image-maker';
import type { WorkerSpawner } from '../engines/worker-spawner';
import { writeTensors } from '../workloads/tensors';
import type { OriginalWork } from './experiment-step';
import { parityTolerance } from './parity';
import { loadedReference, makeImages, type RaceImages } from './pipeline-images';
import type { RaceFact } from './race-fact';
import type { RacePlan } from './race-plan';
import { computeReference, type ReferenceRequest } from './reference';
import type { RoundRequest } from './round-request';

export interface PreparationServices {
  readonly spawn: WorkerSpawner;
  /** How to launch the float64 reference. */
  readonly reference: Launch;
  /** Absent where no images are loaded. */
  readonly makeImages?: ImageMaker;
}

/** What is the same in every round. */
export type Setting = Omit<
  RoundRequest,
  'round' | 'entrants' | 'interleaving' | 'blocksPerTrial' | 'deadline' | 'workers' | 'watch'
>;

export interface Preparation extends Pick<RoundRequest, 'effort' | 'batchCount' | 'energy'> {
  readonly plan: RacePlan;
}

/** The plan's work directory is there already. Throws `WorkerFailure` where the reference cannot be computed. */
export async function* prepareRace(
  { plan, effort, batchCount, energy }: Preparation,
  services: PreparationServices,
  signal: AbortSignal,
): AsyncGenerator<RaceFact, Setting, void> {
  const tolerance = parityTolerance(plan.graph, plan.precision);
  const tensorsFile = path.join(plan.workDirectory, 'tensors.safetensors');
  const { spawn, reference: launch } = services;
  const made = await imagesOf(plan, batchCount, services, signal);
  const { seed, task, sequences } = plan;
  const recipe = { seed, batchCount, task, ...(sequences && { sequences }), ...(made && { staged: made.staged }) };
  yield { kind: 'tensors', sha256: await writeTensors(plan.graph, recipe, tensorsFile, signal) };
  yield { kind: 'phase', runIds: plan.entrants.map(({ runId }) => runId), phase: 'reference' };
  const reference = await computeReference(spawn, { plan, launch, tensorsFile, batchCount, signal });
  const before = plan.original && { ...plan, graph: plan.original, original: null };
  const original = before && (await prepareOriginal({ plan: before, launch, batchCount, signal }, spawn));
  const images = made && { ...made, reference: await loadedReference(made) };
  const only = { ...(energy && { energy }), ...(images && { images }) };
  return { plan, effort, ...only, tensorsFile, batchCount, reference, tolerance, original, signal };
}

/** The model before the change: proven as the changed one is. */
async function prepareOriginal(
  request: Omit<ReferenceRequest, 'tensorsFile'>,
  spawn: WorkerSpawner,
): Promise<OriginalWork> {
  const { plan, batchCount, signal } = request;
  const tensorsFile = path.join(plan.workDirectory, 'original.safetensors');
  await writeTensors(plan.graph, { seed: plan.seed, batchCount, task: plan.task }, tensorsFile, signal);
  const reference = await computeReference(spawn, { ...request, tensorsFile });
  return { plan, tensorsFile, reference, tolerance: parityTolerance(plan.graph, plan.precision) };
}

/** Null where nothing is loaded. */
async function imagesOf(
  plan: RacePlan,
  batchCount: number,
  { makeImages: make, reference }: PreparationServices,
  signal: AbortSignal,
): Promise<RaceImages | null> {
  const pipeline = plan.scenario?.inputPipeline;
  if (!pipeline) return null;
  if (!make) throw new Error('A race through input pipelines needs somebody who makes images');
  return makeImages(plan, pipeline, { batchCount, make, reference }, signal);
}
