import { Field, Float, ObjectType } from 'type-graphql';

/** A number that a race may set about a workload. */
@ObjectType('WorkloadParameter', {
  description: 'A number that a race may set about a workload.',
  simpleResolvers: true,
})
export class WorkloadParameterType {
  @Field(() => String, { description: 'As `parameters` of `startRace` calls it.' })
  name!: string;

  @Field(() => String, { description: 'What it changes.' })
  description!: string;

  @Field(() => Float, { description: 'Its value where a race does not set it.' })
  default!: number;

  @Field(() => Float, { description: 'Smallest value accepted.' })
  minimum!: number;

  @Field(() => Float, { description: 'Largest value accepted.' })
  maximum!: number;

  @Field(() => String, { nullable: true, description: 'What it counts; null for a plain number.' })
  unit!: string | null;
}
