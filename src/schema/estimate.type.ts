import { Field, Float, ObjectType } from 'type-graphql';

/** An estimate with its interval. */
@ObjectType('Estimate', { description: 'An estimate with its interval.', simpleResolvers: true })
export class EstimateType {
  @Field(() => Float, { description: 'Best estimate.' })
  value!: number;

  @Field(() => Float, { description: 'Lower end.' })
  low!: number;

  @Field(() => Float, { description: 'Upper end.' })
  high!: number;

  @Field(() => Float, { description: 'What the interval attains: 0.95, or less where too few rounds allow it.' })
  confidence!: number;
}
