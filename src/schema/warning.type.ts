import { Field, ObjectType } from 'type-graphql';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** Something that a reader of the result should know. */
@ObjectType('Warning', { description: 'Something that a reader of the result should know.', simpleResolvers: true })
export class WarningType {
  @Field(() => String, { description: 'For programs.' })
  code!: string;

  @Field(() => String, { description: 'For people.' })
  message!: string;

  @Field(() => RunType, {
    nullable: true,
    description: 'The run that it is about; null where it is about the whole race.',
  })
  run!: Reference<RunType> | null;

  /** Not a field: the id of that run. */
  runId!: string | null;
}
