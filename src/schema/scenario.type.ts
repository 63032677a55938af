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

/** How requests come: exactly one of its fields is not null. */
@ObjectType('Scenario', {
  description: 'How requests come: exactly one of its fields is not null.',
  simpleResolvers: true,
})
export class ScenarioType {
  @Field(() => ServerScenarioType, { nullable: true, description: 'As to a server.' })
  server!: ServerScenarioType | null;
}
