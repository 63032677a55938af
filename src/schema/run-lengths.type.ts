import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { Reference } from './reference';

/** A stream of sequences from the first one on. */
@ObjectType('AmortisedStream', { description: 'A stream of sequences from the first one on.', simpleResolvers: true })
export class AmortisedStreamType {
  @Field(() => Int, { description: 'How many sequences there are.' })
  sequences!: number;

  @Field(() => Float, {
    description:
      'Building and compiling the model, the first pass over all lengths, and the rest at the steady rate; importing the framework is not in it.',
  })
  seconds!: number;
}

/** What sequences of different lengths cost beyond the steady rate. */
@ObjectType('RunLengths', {
  description: 'What sequences of different lengths cost beyond the steady rate.',
  simpleResolvers: true,
})
export class RunLengthsType {
  @Field(() => Float, { description: 'Every batch of a pass once, cold; the median over trials.' })
  firstPassSeconds!: number;

  @Field(() => Int, {
    nullable: true,
    description: 'Traced or compiled up to there, the most of any trial; null where the engine does not say.',
  })
  compilations!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Traced or compiled while blocks were measured, of all trials together: more than 0 is in their times. Null where the engine does not say.',
  })
  compilationsWhileMeasured!: number | null;

  @Field(() => [AmortisedStreamType], {
    description: 'What streams of 1,000, 10,000 and 100,000 sequences take; empty before there is a steady rate.',
  })
  amortised!: Reference<AmortisedStreamType>[];
}
