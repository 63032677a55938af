import { Field, Int, ObjectType } from 'type-graphql';
import { PageInfoType } from './page-info.type';
import type { Counted, Reference } from './reference';
import { TrialEdgeType } from './trial-edge.type';

/** A page of trials. */
@ObjectType('TrialConnection', { description: 'A page of trials.', simpleResolvers: true })
export class TrialConnectionType {
  @Field(() => [TrialEdgeType], { description: 'In order.' })
  edges!: TrialEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
