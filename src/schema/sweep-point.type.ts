import { Field, Int, ObjectType } from 'type-graphql';
import { RaceType } from './race.type';
import type { Reference } from './reference';

/** One value of a sweep, and the race that measures it. */
@ObjectType('SweepPoint', {
  description: 'One value of a sweep, and the race that measures it.',
  simpleResolvers: true,
})
export class SweepPointType {
  @Field(() => Int, { description: 'Of what differs.' })
  value!: number;

  @Field(() => RaceType, { nullable: true, description: 'Null once it was deleted.' })
  race!: Reference<RaceType> | null;
}
