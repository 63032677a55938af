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

/** Sequences whose lengths differ. */
@InputType('VariableLengthsInput', { description: 'Sequences whose lengths differ.' })
export class VariableLengthsInput {
  @Field(() => LengthPolicy, { description: 'How they are put into batches.' })
  policy!: LengthPolicyName;
}

/** How work comes: exactly one of its fields. */
@InputType('ScenarioInput', { description: 'How work comes: exactly one of its fields.' })
export class ScenarioInput {
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
}
