import { Field, Float, ObjectType } from 'type-graphql';

/** How close a run came to a float64 reference before it was timed. What fails is never timed. */
@ObjectType('Parity', {
  description: 'How close a run came to a float64 reference before it was timed. What fails is never timed.',
  simpleResolvers: true,
})
export class ParityType {
  @Field(() => Boolean, { description: 'Whether every error is within its tolerance.' })
  passed!: boolean;

  @Field(() => Float, { description: 'Normwise relative error of the output.' })
  error!: number;

  @Field(() => Float, { description: 'Its bound, from the precision and the depth of the sums.' })
  tolerance!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'What the precision cannot be more exact than: a smaller error belongs to a higher precision.',
  })
  minimumError!: number | null;

  @Field(() => String, { description: 'What it was compared with.' })
  reference!: string;

  @Field(() => Float, { nullable: true, description: 'Training: relative error of the loss after a few plain steps.' })
  lossError!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Training: largest relative error among the losses of the very steps that are timed.',
  })
  stepLossError!: number | null;

  @Field(() => Float, { nullable: true, description: 'Training: bound of both.' })
  lossTolerance!: number | null;
}
