import { Field, ID, InputType } from 'type-graphql';

/** An engine, and how it is to execute. */
@InputType('EntrantInput', { description: 'An engine, and how it is to execute.' })
export class EntrantInput {
  @Field(() => ID, { description: 'One of `engines`.' })
  engine!: string;

  @Field(() => ID, { nullable: true, description: 'One of its variants; its default where left out.' })
  variant?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'How the result names it, at most 200 characters. Two entrants that are otherwise the same need different labels: that is an A/A race, and welcome.',
  })
  label?: string | null;
}
