import { Field, ObjectType } from 'type-graphql';
import { HardwareProfileType } from './hardware-profile.type';
import type { Reference } from './reference';

/** One of the machines of a page. */
@ObjectType('HardwareProfileEdge', { description: 'One of the machines of a page.', simpleResolvers: true })
export class HardwareProfileEdgeType {
  @Field(() => String, { description: 'Its place in the list; opaque.' })
  cursor!: string;

  @Field(() => HardwareProfileType, { description: 'What stands there.' })
  node!: Reference<HardwareProfileType>;
}
