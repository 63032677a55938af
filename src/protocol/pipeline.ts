/** What a worker is told of images that its engine's own loader brings to the model. */
import { z } from 'zod';

/**
 * Images that the engine's own loader has to turn into what is staged as `batch.<i>.<the only input>`: decoded to RGB,
 * resized (bilinear, with a filter that grows with the step so that nothing aliases, in floating point), mirrored from
 * left to right where its flip says so, then less `mean` and over `deviation`, both of each channel in grey levels.
 */
export const pipeline = z.strictObject({
  /** `<i>.jpg` for each flip, in the order in which they are to come, pass after pass. */
  folder: z.string(),
  flips: z.array(z.boolean()).min(1),
  mean: z.array(z.number()).length(3),
  deviation: z.array(z.number().positive()).length(3),
  /** Processes or threads that load. */
  workers: z.int().min(1),
  /** Batches that may wait, where the loader has such a bound. */
  prefetchBatches: z.int().min(1),
  /** Where the worker writes the first batch that its loader yields as `loaded.0` (float32). */
  outputFile: z.string(),
});
export type PipelineMessage = z.infer<typeof pipeline>;

/**
 * LOADER: an iteration takes a batch from the loader. BOTH: takes one and computes on it. Either way the loader starts
 * anew, with the first image, before the untimed iterations, and ends after the last block. A block of LOADER tells the
 * checksum of the last batch that it took. In training BOTH starts anew with the first weights too, before the loader does, and
 * each batch is trained on with the targets that were staged for it.
 */
export const through = z.enum(['LOADER', 'BOTH']);
export type Through = z.infer<typeof through>;
