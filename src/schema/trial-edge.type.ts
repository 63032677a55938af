import { Field, ObjectType } from 'type-graphql';
import type { Reference } from './reference';
import { TrialType } from './trial.type';

/** One of the trials of a page. */
@ObjectType('TrialEdge', { description: 'One of the trials of a page.', simpleResolvers: true })
export class TrialEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => TrialType, { description: 'What stands there.' })
  node!: Reference<TrialType>;
}
