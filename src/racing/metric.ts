/** What of a trial each metric compares. */
import type { MetricName } from '../entities/race.entity';
import type { Trial, TrialPhases } from '../entities/trial.entity';
import type { MeasuredTime, TrialSample } from '../statistics/analysis';
import { decodeBlocks, NANOSECONDS_PER_SECOND, secondsPerIteration, type PlacedBlock } from './block-codec';
import { HOST_TAGS } from './disturbance';

/** Metrics that a race can be asked for. */
export const MEASURABLE: readonly MetricName[] = ['LATENCY', 'THROUGHPUT', 'TIME_TO_FIRST_RESULT'];

/** Whether blocks of iterations are timed, after a warm-up; otherwise a trial ends with its first result. */
export function timesBlocks(metric: MetricName): boolean {
  return metric !== 'TIME_TO_FIRST_RESULT';
}

/** What the times of its analysis are. */
export function measuredTime(metric: MetricName): MeasuredTime {
  return timesBlocks(metric) ? 'ITERATION' : 'FIRST_RESULT';
}

/** From the start of the process to the first result, the proof of its work left out, in seconds. */
export function timeToFirstResultSeconds(phases: TrialPhases): number {
  return (
    (phases.spawnNanoseconds +
      phases.importNanoseconds +
      phases.initialiseNanoseconds +
      phases.buildNanoseconds +
      phases.compileNanoseconds +
      phases.firstResultNanoseconds) /
    NANOSECONDS_PER_SECOND
  );
}

/** A trial as it was stored or has just been measured. */
export interface SampledTrial {
  readonly round: number;
  readonly blocks: readonly PlacedBlock[];
  readonly phases: TrialPhases;
  readonly tags: readonly string[];
}

/** What the statistics see of it: seconds per iteration of each block, or the one time to its first result. */
export function sampleOf({ round, blocks, phases, tags }: SampledTrial, metric: MetricName): TrialSample {
  return {
    round,
    blockSeconds: timesBlocks(metric) ? blocks.map(secondsPerIteration) : [timeToFirstResultSeconds(phases)],
    notSteady: tags.includes('NOT_STEADY'),
    disturbances: tags.filter((tag) => HOST_TAGS.includes(tag)),
  };
}

/** The same of a trial as its row holds it. */
export function storedSample(trial: Trial, metric: MetricName): TrialSample {
  return sampleOf({ ...trial, blocks: decodeBlocks(trial.blocks) }, metric);
}
