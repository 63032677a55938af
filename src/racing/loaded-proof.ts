/**
 * Same work of the loaders: what each yields for the first batch against what the reference made of the same files, pixel
 * by pixel, and every timed block of a loader by the checksum of its last batch.
 */
import type { Block } from '../protocol/block';
import type { PrecisionName } from '../protocol/messages';
import { readSafetensors } from '../protocol/safetensors';
import { checksumHolds } from './checksum';
import type { LoadedReference, RaceImages } from './pipeline-images';

/**
 * Grey levels (of 256) by which no pixel may be off, at most. Decoders that do the same integer arithmetic agree in every
 * bit, and what follows is floating point: 0.002 were seen in float32. A resizer that rounds to whole levels is off by
 * 1, a decoder of fewer bits by 3, a filter that lets alias by 28. In the low precisions a normalised level is rounded.
 */
const TOLERATED_LEVELS: Readonly<Record<PrecisionName, number>> = {
  ...{ FLOAT32: 0.05, TFLOAT32: 0.05 },
  ...{ FLOAT16: 0.2, BFLOAT16: 1 },
};

export interface LoadedJudgement {
  /** By how many grey levels the pixel is off that is off most; infinite where it is another batch altogether. */
  readonly levels: number;
  readonly tolerance: number;
}

/** Reads what the worker wrote. Throws where it cannot be read. */
export function judgeLoaded(
  file: string,
  { first }: LoadedReference,
  { deviation }: Pick<RaceImages, 'deviation'>,
  precision: PrecisionName,
): LoadedJudgement {
  const loaded = readSafetensors(file).get('loaded.0')?.data ?? new Float32Array();
  return { levels: levelsOff(loaded, first, deviation), tolerance: TOLERATED_LEVELS[precision] };
}

/** `deviation`: the grey levels that 1 stands for, of each channel. */
export function levelsOff(
  loaded: ArrayLike<number>,
  expected: ArrayLike<number>,
  deviation: readonly number[],
): number {
  if (loaded.length !== expected.length) return Number.POSITIVE_INFINITY;
  let most = 0;
  for (let index = 0; index < expected.length; index++) {
    const difference = Math.abs((loaded[index] as number) - (expected[index] as number));
    const levels = difference * (deviation[index % deviation.length] ?? 1);
    if (Number.isNaN(levels)) return Number.POSITIVE_INFINITY;
    if (levels > most) most = levels;
  }
  return most;
}

/** Whether the last batch that a block of a loader took is the one that it says. */
export function loadedHolds(
  block: Block,
  { checksums }: LoadedReference,
  { deviation }: Pick<RaceImages, 'deviation'>,
  precision: PrecisionName,
): boolean {
  const expected = checksums[block.batch];
  const tolerance = TOLERATED_LEVELS[precision] / Math.min(...deviation) / (expected?.magnitude ?? 1);
  return checksumHolds(block, expected, tolerance);
}
