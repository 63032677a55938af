import { Field, ObjectType } from 'type-graphql';

/** What went wrong, as facts. */
@ObjectType('Failure', { description: 'What went wrong, as facts.', simpleResolvers: true })
export class FailureType {
  @Field(() => String, { description: 'Where: provision, import, build, parity, compile, warm-up or measure.' })
  phase!: string;

  @Field(() => String, { description: 'For programs.' })
  code!: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;

  @Field(() => String, { nullable: true, description: 'What to do about it.' })
  advice!: string | null;

  @Field(() => String, { nullable: true, description: "The last lines of the worker's output." })
  logTail!: string | null;
}
