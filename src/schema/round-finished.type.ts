import { Field, Float, Int, ObjectType } from 'type-graphql';
import { RaceEventType } from './race-event.type';
import type { RaceType } from './race.type';
import type { Reference } from './reference';
import { RunningEstimateType } from './running-estimate.type';

/** A round was completed. */
@ObjectType('RoundFinished', {
  description: 'A round was completed.',
  simpleResolvers: true,
  implements: RaceEventType,
})
export class RoundFinishedType implements RaceEventType {
  sequence!: number;

  at!: Date;

  race!: Reference<RaceType>;

  @Field(() => Int, { description: 'From 1.' })
  round!: number;

  @Field(() => Float, { description: '0 to 1, of the budget or of the precision asked for, whichever is nearer.' })
  progress!: number;

  @Field(() => [RunningEstimateType], { description: 'Valid at any time, however often it is looked at.' })
  running!: RunningEstimateType[];

  /** Not a field: the id of the race. */
  raceId!: string;
}
