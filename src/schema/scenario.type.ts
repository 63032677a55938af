import { Field, Float, Int, ObjectType } from 'type-graphql';

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

/** How requests come: exactly one of its fields is not null. */
@ObjectType('Scenario', {
  description: 'How requests come: exactly one of its fields is not null.',
  simpleResolvers: true,
})
export class ScenarioType {
  @Field(() => ServerScenarioType, { nullable: true, description: 'As to a server.' })
  server!: ServerScenarioType | null;

  @Field(() => InputPipelineScenarioType, { nullable: true, description: 'From the disk, as images.' })
  inputPipeline!: InputPipelineScenarioType | null;
}
