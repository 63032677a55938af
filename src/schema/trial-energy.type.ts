import { Field, Float, ObjectType } from 'type-graphql';

/** What a counter of energy said of a trial. */
@ObjectType('TrialEnergy', {
  description: 'What a counter of energy said of a trial: (grossJoules - idleWatts * seconds) / items is its result.',
  simpleResolvers: true,
})
export class TrialEnergyType {
  @Field(() => String, { description: 'What the counter counts, such as "1 processor package and its memory".' })
  covers!: string;

  @Field(() => Float, { description: 'Counted while it worked.' })
  grossJoules!: number;

  @Field(() => Float, { description: 'What the machine took right before, while nobody computed.' })
  idleWatts!: number;

  @Field(() => Float, { description: 'How long the work was measured.' })
  seconds!: number;

  @Field(() => Float, {
    description:
      'Of these, inside timed blocks; between them lie checks, and in training the way back to the first weights.',
  })
  blockSeconds!: number;

  @Field(() => Float, { description: 'Iterations of the work.' })
  iterations!: number;

  @Field(() => Float, { description: "Items of the work, in the workload's own." })
  items!: number;
}
