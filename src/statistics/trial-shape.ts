/** How the blocks of one trial went on: level, still warming up, slowing down, or never level. */
import { levelSegments, successiveNoise } from './change-points';

export const TRIAL_SHAPES = ['FLAT', 'WARM_UP', 'SLOW_DOWN', 'NONE'] as const;
export type TrialShapeName = (typeof TRIAL_SHAPES)[number];

/** With fewer blocks a change of level is not told from noise. */
const FEWEST_BLOCKS = 10;
/** The last level must have been held for this share of the blocks to be called steady. */
const STEADY_SHARE = 0.25;
/** Levels that differ by less than so many standard errors of a short segment are the same. */
const NOISE_MULTIPLE = 1;

/**
 * The class of Barrett et al. 2017, "Virtual machine warmup blows hot and cold", §4.2, from the changes of the level
 * of log block times: FLAT where every segment is as fast as the last (within half the practical difference, or
 * within the noise of a block where that is more); NONE where the last level was held for less than a quarter of the
 * trial; otherwise WARM_UP where all that differ were slower, and SLOW_DOWN where one was faster. Null below 10
 * blocks. Nothing is left out because of its class.
 */
export function trialShape(blockSeconds: readonly number[], practicalDifference: number): TrialShapeName | null {
  if (blockSeconds.length < FEWEST_BLOCKS) return null;
  const logs = blockSeconds.map(Math.log);
  if (!logs.every(Number.isFinite)) return null;
  const segments = levelSegments(logs);
  const last = segments.at(-1)?.mean ?? NaN;
  const tolerance = Math.max(Math.log1p(practicalDifference) / 2, NOISE_MULTIPLE * successiveNoise(logs));
  const differing = segments.filter(({ mean }) => Math.abs(mean - last) > tolerance);
  const lastDiffering = differing.at(-1);
  if (!lastDiffering) return 'FLAT';
  if (logs.length - lastDiffering.end < STEADY_SHARE * logs.length) return 'NONE';
  return differing.every(({ mean }) => mean > last) ? 'WARM_UP' : 'SLOW_DOWN';
}
