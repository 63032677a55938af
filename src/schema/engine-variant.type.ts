import { Field, ID, ObjectType } from 'type-graphql';

/** One way in which an engine executes. */
@ObjectType('EngineVariant', { description: 'One way in which an engine executes.', simpleResolvers: true })
export class EngineVariantType {
  @Field(() => ID, { description: 'Unique within its engine, such as "eager" or "compile".' })
  id!: string;

  @Field(() => String, { description: 'What it means for this engine.' })
  description!: string;

  @Field(() => Boolean, { description: 'Taken where an entrant names no variant.' })
  default!: boolean;

  @Field(() => Boolean, { description: 'Whether it can race on this server now.' })
  available!: boolean;

  @Field(() => String, { nullable: true, description: 'What is missing, and the command that installs it.' })
  unavailableReason!: string | null;
}
