import { Field, ObjectType } from 'type-graphql';
import { RaceType } from './race.type';
import type { Reference } from './reference';

/** One of the races of a page. */
@ObjectType('RaceEdge', { description: 'One of the races of a page.', simpleResolvers: true })
export class RaceEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => RaceType, { description: 'What stands there.' })
  node!: Reference<RaceType>;
}
