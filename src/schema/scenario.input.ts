import { Field, Float, InputType, Int } from 'type-graphql';
import type { LengthPolicyName } from '../workloads/sequence-batches';
import { LengthPolicy } from './length-policy.enum';
import { ExperimentationInput } from './experimentation.input';

/** Requests that come at random, and have to be answered in time. */
@InputType('ServerScenarioInput', { description: 'Requests that come at random, and have to be answered in time.' })
export class ServerScenarioInput {
  @Field(() => Float, {
    description: 'From when a request is due to its result, its waiting behind others counted. 0.0001 to 60.',
  })
  latencyBoundSeconds!: number;

  @Field(() => Int, {
    defaultValue: 99,
    description: 'So many of a hundred requests have to be answered within the bound: 90, 95 or 99.',
  })
  percentile!: number;
}

/** Images that come from the disk, through each engine's own loader. */
@InputType('InputPipelineScenarioInput', {
  description: "Images that come from the disk, through each engine's own loader.",
})
export class InputPipelineScenarioInput {
  @Field(() => Int, {
    defaultValue: 375,
    description: 'Of the JPEG files, in pixels: 16 to 2048. Each is resized to what the workload reads.',
  })
  imageHeight!: number;

  @Field(() => Int, { defaultValue: 500, description: 'Likewise.' })
  imageWidth!: number;

  @Field(() => Int, { defaultValue: 2, description: 'Processes or threads that load: 1 to 64.' })
  workers!: number;
}

/** Sequences whose lengths differ. */
@InputType('VariableLengthsInput', { description: 'Sequences whose lengths differ.' })
export class VariableLengthsInput {
  @Field(() => LengthPolicy, { description: 'How they are put into batches.' })
  policy!: LengthPolicyName;
}

/** How work comes: exactly one of its fields. */
@InputType('ScenarioInput', { description: 'How work comes: exactly one of its fields.' })
export class ScenarioInput {
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True: one after the other, each answer waited for before the next is asked for. What is raced is LATENCY at batch size 1; `Run.latency` has its percentiles.',
  })
  singleStream?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'True: all is there from the beginning. What is raced is THROUGHPUT at the batch size of the race.',
  })
  offline?: boolean | null;

  @Field(() => ServerScenarioInput, {
    nullable: true,
    description:
      'As to a server (Poisson arrivals, an open loop): what is raced is the highest rate that is answered in time. A request is one batch.',
  })
  server?: ServerScenarioInput | null;

  @Field(() => VariableLengthsInput, {
    nullable: true,
    description:
      'As sequences whose lengths differ from one to the next (lognormal, from a thirty-second of `sequenceLength` up to it): what is raced is how many timesteps that are really there are computed in a second.',
  })
  variableLengths?: VariableLengthsInput | null;

  @Field(() => ExperimentationInput, {
    nullable: true,
    description:
      'As of somebody who experiments: the model is changed, and what is raced is the time from the change to its first result that is proven right. The metric is TIME_TO_FIRST_RESULT.',
  })
  experimentation?: ExperimentationInput | null;

  @Field(() => InputPipelineScenarioInput, {
    nullable: true,
    description:
      'Images are made from the seed, as JPEG on the disk; every engine decodes, resizes and mirrors them by its own loader, to the same pixels. The model alone, the loader alone and both are timed; what is raced is the THROUGHPUT of both. Of a workload that reads images of three channels; in TRAINING each batch comes with the targets that are staged for it.',
  })
  inputPipeline?: InputPipelineScenarioInput | null;
}
