import { Field, Float, Int, ObjectType } from 'type-graphql';

/** Seconds; null where the sample is too small to certify it. */
@ObjectType('Percentiles', {
  description: 'Seconds; null where the sample is too small to certify it.',
  simpleResolvers: true,
})
export class PercentilesType {
  @Field(() => Float, { description: 'Median.' })
  p50!: number;

  @Field(() => Float, { nullable: true, description: '90th percentile.' })
  p90!: number | null;

  @Field(() => Float, { nullable: true, description: '99th percentile.' })
  p99!: number | null;

  @Field(() => Int, { description: 'Iterations in the sample.' })
  count!: number;
}
