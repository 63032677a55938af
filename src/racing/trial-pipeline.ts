/** What a trial of an input pipeline says, from its blocks; pure. */
import type { BottleneckName, PipelineFacts } from '../entities/trial.entity';
import type { Interval } from '../statistics/analysis';
import { widened, wideningFactor } from '../statistics/autocorrelation';
import { median } from '../statistics/descriptive';
import { exponential, lookInterval } from '../statistics/pair-analysis';
import { NANOSECONDS_PER_SECOND, secondsPerIteration, type PlacedBlock } from './block-codec';

/** Seconds for each batch. */
export interface PipelineSeconds {
  readonly modelSeconds: number;
  readonly loaderSeconds: number;
  readonly bothSeconds: number;
}

export interface PipelineTrial {
  readonly iterationsPerBlock: number;
  /** Of loader and model together. */
  readonly blocks: readonly PlacedBlock[];
  readonly pipeline: PipelineFacts | null;
}

/** Medians over its blocks; null of a trial of something else, and of one that was cut short before it had all three. */
export function pipelineSeconds({ iterationsPerBlock, blocks, pipeline }: PipelineTrial): PipelineSeconds | null {
  if (!pipeline || blocks.length === 0) return null;
  const { modelNanoseconds, loaderNanoseconds } = pipeline;
  if (modelNanoseconds.length === 0 || loaderNanoseconds.length === 0) return null;
  const perBatch = (nanoseconds: readonly number[]) =>
    median(nanoseconds) / iterationsPerBlock / NANOSECONDS_PER_SECOND;
  return {
    modelSeconds: perBatch(modelNanoseconds),
    loaderSeconds: perBatch(loaderNanoseconds),
    bothSeconds: median(blocks.map(secondsPerIteration)),
  };
}

/** Over the trials of a run. */
export interface RunPipeline {
  readonly modelSeconds: Interval;
  readonly loaderSeconds: Interval;
  readonly bothSeconds: Interval;
  readonly overlapEfficiency: Interval;
  readonly bottleneck: BottleneckName;
}

/** Of each interval, as everywhere. */
const CONFIDENCE = 0.95;

/** Of whole trials, in logarithms, as everything else of a run; null where there is none. */
export function runPipeline(
  trials: readonly (PipelineTrial & { readonly tags: readonly string[] })[],
): RunPipeline | null {
  const all = trials
    .filter(({ tags }) => !tags.includes('INCOMPLETE'))
    .flatMap((trial) => pipelineSeconds(trial) ?? []);
  if (all.length === 0) return null;
  const over = (of: (seconds: PipelineSeconds) => number): Interval => {
    const logarithms = all.map((seconds) => Math.log(of(seconds)));
    return exponential(widened(lookInterval(logarithms, CONFIDENCE, 1), wideningFactor(logarithms)));
  };
  const [model, loader, both] = [
    over(({ modelSeconds }) => modelSeconds),
    over(({ loaderSeconds }) => loaderSeconds),
    over(({ bothSeconds }) => bothSeconds),
  ];
  return {
    ...{ modelSeconds: model, loaderSeconds: loader, bothSeconds: both, overlapEfficiency: over(overlapEfficiency) },
    bottleneck: bottleneckOf({ modelSeconds: model.value, loaderSeconds: loader.value, bothSeconds: both.value }),
  };
}

/** 1: whichever takes longer hides the other; less than 1: they wait for each other, or take each other's processors. */
export function overlapEfficiency({ modelSeconds, loaderSeconds, bothSeconds }: PipelineSeconds): number {
  return Math.max(modelSeconds, loaderSeconds) / bothSeconds;
}

/** Of both: to be more than this away is to be another number. */
const NEAR = 1.1;

/**
 * MODEL or LOADER where it alone takes as long as both together (to 10 %) and the other takes less by more than 10 %:
 * then a faster other would change nothing. BOTH otherwise: each holds the other up, or they are alike.
 */
export function bottleneckOf({ modelSeconds, loaderSeconds, bothSeconds }: PipelineSeconds): BottleneckName {
  const [slower, faster] = [Math.max(modelSeconds, loaderSeconds), Math.min(modelSeconds, loaderSeconds)];
  if (bothSeconds > NEAR * slower || slower <= NEAR * faster) return 'BOTH';
  return modelSeconds > loaderSeconds ? 'MODEL' : 'LOADER';
}
