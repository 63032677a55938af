import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, InterfaceType } from 'type-graphql';
import { RaceType } from './race.type';
import type { Reference } from './reference';

/** Something that happened in a race. */
@InterfaceType('RaceEvent', { description: 'Something that happened in a race.' })
export abstract class RaceEventType {
  @Field(() => GraphQLSafeInt, { description: 'From 1, without gaps, within its race.' })
  sequence!: number;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => RaceType, { description: 'The race as it stands now.' })
  race!: Reference<RaceType>;

  /** Not a field: the id of the race. */
  raceId!: string;
}
