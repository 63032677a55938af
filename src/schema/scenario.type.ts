import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { LengthPolicyName } from '../workloads/sequence-batches';
import { LengthPolicy } from './length-policy.enum';
import { ExperimentationType } from './experimentation.type';

/** Requests that come at random, and have to be answered in time. */
@ObjectType('ServerScenario', {
  description: 'Requests that come at random, and have to be answered in time.',
  simpleResolvers: true,
})
export class ServerScenarioType {
  @Field(() => Float, { description: 'From when a request is due to its result.' })
  latencyBoundSeconds!: number;

  @Field(() => Int, { description: 'So many of a hundred requests have to be answered within the bound.' })
  percentile!: number;
}

/** Images that come from the disk, through each engine's own loader. */
@ObjectType('InputPipelineScenario', {
  description: "Images that come from the disk, through each engine's own loader.",
  simpleResolvers: true,
})
export class InputPipelineScenarioType {
  @Field(() => Int, { description: 'Of the JPEG files, in pixels.' })
  imageHeight!: number;

  @Field(() => Int, { description: 'Likewise.' })
  imageWidth!: number;

  @Field(() => Int, { description: 'Processes or threads that load.' })
  workers!: number;
}

/** Sequences whose lengths differ. */
@ObjectType('VariableLengths', { description: 'Sequences whose lengths differ.', simpleResolvers: true })
export class VariableLengthsType {
  @Field(() => LengthPolicy, { description: 'How they are put into batches.' })
  policy!: LengthPolicyName;

  @Field(() => Int, { description: 'Of a pass over all of them.' })
  sequences!: number;

  @Field(() => Int, { description: 'Timesteps of the shortest.' })
  shortest!: number;

  @Field(() => Int, { description: 'Timesteps of the longest.' })
  longest!: number;

  @Field(() => Int, { description: 'Timesteps of a pass that are there: these are counted.' })
  timesteps!: number;

  @Field(() => Int, {
    description: 'Timesteps of a pass as batches are filled up; with PACKED an engine may compute fewer.',
  })
  filledTimesteps!: number;
}

/** How work comes: exactly one of its fields is not null. */
@ObjectType('Scenario', {
  description: 'How work comes: exactly one of its fields is not null.',
  simpleResolvers: true,
})
export class ScenarioType {
  @Field(() => Boolean, { nullable: true, description: 'One after the other, each answer waited for.' })
  singleStream!: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'All there from the beginning.' })
  offline!: boolean | null;

  @Field(() => ServerScenarioType, { nullable: true, description: 'As to a server.' })
  server!: ServerScenarioType | null;

  @Field(() => VariableLengthsType, { nullable: true, description: 'As sequences whose lengths differ.' })
  variableLengths!: VariableLengthsType | null;

  @Field(() => ExperimentationType, { nullable: true, description: 'As of somebody who experiments.' })
  experimentation!: ExperimentationType | null;

  @Field(() => InputPipelineScenarioType, { nullable: true, description: 'From the disk, as images.' })
  inputPipeline!: InputPipelineScenarioType | null;
}
