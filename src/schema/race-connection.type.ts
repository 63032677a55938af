import { Field, Int, ObjectType } from 'type-graphql';
import { PageInfoType } from './page-info.type';
import { RaceEdgeType } from './race-edge.type';
import type { Counted, Reference } from './reference';

/** A page of races. */
@ObjectType('RaceConnection', { description: 'A page of races.', simpleResolvers: true })
export class RaceConnectionType {
  @Field(() => [RaceEdgeType], { description: 'In order.' })
  edges!: RaceEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
