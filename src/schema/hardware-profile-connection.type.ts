import { Field, Int, ObjectType } from 'type-graphql';
import { HardwareProfileEdgeType } from './hardware-profile-edge.type';
import { PageInfoType } from './page-info.type';
import type { Counted, Reference } from './reference';

/** A page of machines. */
@ObjectType('HardwareProfileConnection', { description: 'A page of machines.', simpleResolvers: true })
export class HardwareProfileConnectionType {
  @Field(() => [HardwareProfileEdgeType], { description: 'In order.' })
  edges!: HardwareProfileEdgeType[];

  @Field(() => PageInfoType, { description: 'Where the page lies.' })
  pageInfo!: Reference<PageInfoType>;

  @Field(() => Int, { description: 'How many the whole list has.' })
  totalCount!: Counted<number>;
}
