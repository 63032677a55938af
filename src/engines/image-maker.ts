/** Has the JPEG files of a race through input pipelines made, by a program of the reference's environment. */
import { writeFile } from 'node:fs/promises';
import * as path from 'node:path';
import { z } from 'zod';
import type { PipelineMessage } from '../protocol/pipeline';
import type { Launch } from './engine';
import { runShortProgram } from './short-program';
import type { Watchdog } from './watchdog';
import { packageRoot } from './worker-path';

/** Sizes in pixels. As many images as there are flips, a multiple of the batch size. */
export interface ImageRecipe extends Pick<PipelineMessage, 'folder' | 'flips' | 'mean' | 'deviation'> {
  readonly seed: number;
  readonly batchSize: number;
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly inputHeight: number;
  readonly inputWidth: number;
}

const made = z.object({ sha256: z.string(), bytes: z.number().positive() });

/** Of all files, one after the other. */
export type MadeImages = z.infer<typeof made>;

/**
 * Writes `<folder>/<i>.jpg`, and what they are to be loaded as, `stagedFile` of each batch. The folder is there already.
 * Rejects where the program fails, takes too long, or the signal is aborted.
 */
export type ImageMaker = (reference: Launch, recipe: ImageRecipe, signal: AbortSignal) => Promise<MadeImages>;

const PROGRAM = 'src/engines/reference/make_images.py';
const PATIENCE_MILLISECONDS = 1_200_000;

export function imageMaker(watchdog: Pick<Watchdog, 'add' | 'remove'>): ImageMaker {
  return async (launch, recipe, signal) => {
    const recipeFile = path.join(recipe.folder, 'recipe.json');
    await writeFile(recipeFile, JSON.stringify(recipe));
    const args = [path.join(packageRoot(), PROGRAM), recipeFile];
    const program = { launch, args, patienceMilliseconds: PATIENCE_MILLISECONDS, otherwise: 'no images could be made' };
    return made.parse(JSON.parse(await runShortProgram(program, watchdog, signal)));
  };
}

/** float32, [images, height, width, 3] of one batch and nothing else. */
export function stagedFile(folder: string, batch: number): string {
  return path.join(folder, `batch.${batch}.f32`);
}
