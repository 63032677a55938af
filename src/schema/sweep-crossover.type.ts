import { Field, Float, Int, ObjectType } from 'type-graphql';

/** Where one entrant stops being ahead of another. */
@ObjectType('SweepCrossover', {
  description:
    'Where one entrant stops being ahead of another: two values at which opposite ones were shown to be ahead, with none between them at which either was.',
  simpleResolvers: true,
})
export class SweepCrossoverType {
  @Field(() => Int, { description: 'The value at which the first is ahead.' })
  below!: number;

  @Field(() => Int, { description: 'The value at which the second is ahead.' })
  above!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Where they are level, if their ratio goes straight between the values on logarithmic scales; a guide, without an interval. Null where it passes one more than once.',
  })
  near!: number | null;

  @Field(() => String, { description: 'Label of the entrant that is ahead at `below`.' })
  aheadBelow!: string;

  @Field(() => String, { description: 'Label of the entrant that is ahead at `above`.' })
  aheadAbove!: string;

  @Field(() => String, { description: 'The crossover as a sentence that can be quoted.' })
  sentence!: string;
}
