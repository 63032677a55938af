import { Field, Float, Int, ObjectType } from 'type-graphql';
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

/** How work comes: exactly one of its fields is not null. */
@ObjectType('Scenario', {
  description: 'How work comes: exactly one of its fields is not null.',
  simpleResolvers: true,
})
export class ScenarioType {
  @Field(() => ServerScenarioType, { nullable: true, description: 'As to a server.' })
  server!: ServerScenarioType | null;

  @Field(() => ExperimentationType, { nullable: true, description: 'As of somebody who experiments.' })
  experimentation!: ExperimentationType | null;
}
