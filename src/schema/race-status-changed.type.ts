import { Field, ObjectType } from 'type-graphql';
import type { RaceStatusName } from '../entities/race.entity';
import { RaceEventType } from './race-event.type';
import { RaceStatus } from './race-status.enum';
import type { RaceType } from './race.type';
import type { Reference } from './reference';

/** The race stands differently. */
@ObjectType('RaceStatusChanged', {
  description: 'The race stands differently.',
  simpleResolvers: true,
  implements: RaceEventType,
})
export class RaceStatusChangedType implements RaceEventType {
  sequence!: number;

  at!: Date;

  race!: Reference<RaceType>;

  @Field(() => RaceStatus, { description: 'Where it stood from this moment.' })
  status!: RaceStatusName;

  /** Not a field: the id of the race. */
  raceId!: string;
}
