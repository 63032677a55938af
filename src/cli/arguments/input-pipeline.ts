/** The options of a race through input pipelines. */
import { InvalidArgumentError } from 'commander';
import type { StartRaceInput } from '../api/types';
import { CommandFailure, EXIT_CODES } from '../failure';

/** In pixels. */
export interface ImageSize {
  readonly imageHeight: number;
  readonly imageWidth: number;
}

interface PipelineOptions {
  readonly inputPipeline?: boolean;
  readonly imageSize?: ImageSize;
  readonly loaderWorkers?: number;
}

/** Throws where the text is not two numbers. */
export function parseImageSize(text: string): ImageSize {
  const [, height, width] = /^(\d+)x(\d+)$/.exec(text) ?? [];
  if (height === undefined || width === undefined) {
    throw new InvalidArgumentError('Give height and width in pixels, such as 375x500.');
  }
  return { imageHeight: Number(height), imageWidth: Number(width) };
}

/** Throws `CommandFailure` where something is said of images that nobody loads. */
export function inputPipelineOf({
  inputPipeline,
  imageSize,
  loaderWorkers,
}: PipelineOptions): StartRaceInput['scenario'] {
  const given = { ...imageSize, ...(loaderWorkers !== undefined && { workers: loaderWorkers }) };
  if (inputPipeline) return { inputPipeline: given };
  if (Object.keys(given).length === 0) return undefined;
  const advice = 'Give --input-pipeline too.';
  throw new CommandFailure(
    'Images and their loaders need a race through input pipelines.',
    advice,
    EXIT_CODES.BAD_INPUT,
  );
}
