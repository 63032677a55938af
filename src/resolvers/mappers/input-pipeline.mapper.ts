/** What models and loaders take, as clients see it. */
import type { StoredTrial } from '../../entities/stored-trial';
import { NANOSECONDS_PER_SECOND } from '../../racing/block-codec';
import { overlapEfficiency, pipelineSeconds, type RunPipeline } from '../../racing/trial-pipeline';
import { RunInputPipelineType, TrialInputPipelineType } from '../../schema/input-pipeline.type';
import { toEstimate } from './estimate.mapper';
import { make } from './make';

export function toTrialPipeline(row: StoredTrial): TrialInputPipelineType | null {
  const { pipeline, iterationsPerBlock } = row;
  if (!pipeline) return null;
  const seconds = pipelineSeconds(row);
  const perBatch = (nanoseconds: number) => nanoseconds / iterationsPerBlock / NANOSECONDS_PER_SECOND;
  return make<TrialInputPipelineType, never>(TrialInputPipelineType, {
    modelSeconds: seconds?.modelSeconds ?? null,
    loaderSeconds: seconds?.loaderSeconds ?? null,
    bothSeconds: seconds?.bothSeconds ?? null,
    overlapEfficiency: seconds && overlapEfficiency(seconds),
    modelBlockSeconds: pipeline.modelNanoseconds.map(perBatch),
    loaderBlockSeconds: pipeline.loaderNanoseconds.map(perBatch),
    pageCache: pipeline.pageCache,
    imagesSha256: pipeline.imagesSha256,
  });
}

export function toRunPipeline(run: RunPipeline | null): RunInputPipelineType | null {
  return (
    run &&
    make<RunInputPipelineType, never>(RunInputPipelineType, {
      modelSeconds: toEstimate(run.modelSeconds),
      loaderSeconds: toEstimate(run.loaderSeconds),
      bothSeconds: toEstimate(run.bothSeconds),
      overlapEfficiency: toEstimate(run.overlapEfficiency),
      bottleneck: run.bottleneck,
    })
  );
}
