import { Field, Float, InputType } from 'type-graphql';

/** A value for one parameter of the workload. */
@InputType('ParameterInput', { description: 'A value for one parameter of the workload.' })
export class ParameterInput {
  @Field(() => String, { description: 'One of the names in `Workload.parameters`.' })
  name!: string;

  @Field(() => Float, { description: 'Between its minimum and its maximum; a whole number where it counts things.' })
  value!: number;
}
