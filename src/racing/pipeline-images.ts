/** The images of a race through input pipelines: how they are to be loaded, and what they are to be loaded as. */
import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import * as path from 'node:path';
import { stagedFile, type ImageMaker } from '../engines/image-maker';
import type { Launch } from '../engines/engine';
import type { InputPipelineFacts } from '../entities/race.entity';
import type { Graph } from '../protocol/graph';
import type { PipelineMessage } from '../protocol/pipeline';
import { checksumOf, type Checksum } from './checksum';
import type { RacePlan } from './race-plan';

/** Of the photographs of ImageNet, in grey levels: what models of images are usually trained with. */
const MEAN = [123.675, 116.28, 103.53];
const DEVIATION = [58.395, 57.12, 57.375];

/** As PyTorch's own default: with more, what is ahead of the model would only take longer to be used up. */
const BATCHES_AHEAD_OF_A_WORKER = 2;

const CHANNELS = 3;

/** [images, height, width] where a graph reads nothing but images of three channels; null otherwise. */
export function imageShapeOf({ inputs }: Graph): readonly [images: number, height: number, width: number] | null {
  const [input] = inputs;
  if (!input || inputs.length > 1 || input.dtype !== 'float32' || input.shape.length !== 4) return null;
  const [images = 0, height = 0, width = 0, channels] = input.shape;
  return channels === CHANNELS ? [images, height, width] : null;
}

/** The images on the disk. What each is to be loaded as is staged in the file of tensors. */
export interface RaceImages extends Omit<PipelineMessage, 'outputFile'> {
  /** Of all files, one after the other. */
  readonly sha256: string;
  /** Tensors by name, and the files that they are taken from. */
  readonly staged: ReadonlyMap<string, string>;
}

/** What the loaders' batches are held to. */
export interface LoadedReference {
  readonly first: Float32Array;
  /** Of every batch. */
  readonly checksums: readonly Checksum[];
}

export function batchesAhead({ workers }: InputPipelineFacts): number {
  return BATCHES_AHEAD_OF_A_WORKER * workers;
}

/** Whether an image is mirrored: the first bit that SHA-256 makes of the race's seed and its number. */
export function isFlipped(seed: number, image: number): boolean {
  const digest = createHash('sha256').update(`photofinish flips 1\n${seed}\n${image}`).digest();
  return ((digest[0] ?? 0) & 1) === 1;
}

/** Rejects where they cannot be made, or with the signal's reason. */
export async function makeImages(
  plan: RacePlan,
  pipeline: InputPipelineFacts,
  { batchCount, make, reference }: { batchCount: number; make: ImageMaker; reference: Launch },
  signal: AbortSignal,
): Promise<RaceImages> {
  const shape = imageShapeOf(plan.graph);
  if (!shape) throw new Error('A race through input pipelines reads images');
  const [batchSize, inputHeight, inputWidth] = shape;
  const folder = path.join(plan.workDirectory, 'images');
  await mkdir(folder, { recursive: true });
  const flips = Array.from({ length: batchCount * batchSize }, (_, image) => isFlipped(plan.seed, image));
  const { imageHeight, imageWidth, workers } = pipeline;
  const loading = { folder, flips, mean: MEAN, deviation: DEVIATION };
  const sizes = { batchSize, imageHeight, imageWidth, inputHeight, inputWidth };
  const { sha256 } = await make(reference, { ...loading, ...sizes, seed: plan.seed }, signal);
  const name = plan.graph.inputs[0]?.name;
  const batches = Array.from({ length: batchCount }, (_, batch) => batch);
  const staged = new Map(batches.map((batch) => [`batch.${batch}.${name}`, stagedFile(folder, batch)]));
  return { ...loading, workers, prefetchBatches: batchesAhead(pipeline), sha256, staged };
}

/** Read one by one: all of them together may be larger than a server. */
export async function loadedReference({ staged }: RaceImages): Promise<LoadedReference> {
  let first: Float32Array | null = null;
  const checksums: Checksum[] = [];
  for (const file of staged.values()) {
    const batch = new Float32Array(Uint8Array.from(await readFile(file)).buffer);
    first ??= batch;
    checksums.push(checksumOf(batch));
  }
  if (!first) throw new Error('A race through input pipelines has a batch of images');
  return { first, checksums };
}
