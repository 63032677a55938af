/** What is told to the API of scenarios, and what it tells of races through input pipelines. */

/** Of the images on the disk, in pixels, and how many processes or threads load them. */
export interface PipelineView {
  readonly imageHeight: number;
  readonly imageWidth: number;
  readonly workers: number;
}

/** One of its kinds. */
export interface ScenarioInput {
  readonly server?: { readonly latencyBoundSeconds: number; readonly percentile?: number };
  readonly variableLengths?: { readonly policy: string };
  readonly experimentation?: { readonly edit: string; readonly process?: string };
  readonly inputPipeline?: Partial<PipelineView>;
}

/** Seconds for each batch; the overlap is max(model, loader) / both. */
export interface RunPipelineView<Estimate> {
  readonly modelSeconds: Estimate | null;
  readonly loaderSeconds: Estimate | null;
  readonly bothSeconds: Estimate | null;
  readonly overlapEfficiency: Estimate | null;
  readonly bottleneck: string;
}
