import { Field, Int, ObjectType } from 'type-graphql';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** The tier of one run. */
@ObjectType('Standing', { description: 'The tier of one run.', simpleResolvers: true })
export class StandingType {
  @Field(() => Int, { description: 'From 1, the fastest.' })
  tier!: number;

  @Field(() => RunType, { description: 'Whose it is.' })
  run!: Reference<RunType>;

  /** Not a field: the id of the run. */
  runId!: string;
}
