import { Field, Int, ObjectType } from 'type-graphql';
import { SweepEdgeType } from './sweep-edge.type';
import { PageInfoType } from './page-info.type';
import type { Counted, Reference } from './reference';

/** A page of sweeps. */
@ObjectType('SweepConnection', { description: 'A page of sweeps.', simpleResolvers: true })
export class SweepConnectionType {
  @Field(() => [SweepEdgeType], { description: 'In order.' })
  edges!: SweepEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
