import { Field, ObjectType } from 'type-graphql';
import { SweepType } from './sweep.type';
import type { Reference } from './reference';

/** One of the sweeps of a page. */
@ObjectType('SweepEdge', { description: 'One of the sweeps of a page.', simpleResolvers: true })
export class SweepEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => SweepType, { description: 'What stands there.' })
  node!: Reference<SweepType>;
}
