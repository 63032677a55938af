import { GraphQLDateTime, GraphQLSafeInt } from 'graphql-scalars';
import { Field, ObjectType } from 'type-graphql';
import { RaceEventType } from './race-event.type';
import { RaceType } from './race.type';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** An entrant entered another phase. */
@ObjectType('RunPhaseChanged', {
  description: 'An entrant entered another phase.',
  simpleResolvers: true,
  implements: RaceEventType,
})
export class RunPhaseChangedType implements RaceEventType {
  @Field(() => GraphQLSafeInt, { description: 'From 1, without gaps, within its race.' })
  sequence!: number;

  @Field(() => GraphQLDateTime, { description: 'When it happened.' })
  at!: Date;

  @Field(() => RaceType, { description: 'The race as it stands now.' })
  race!: Reference<RaceType>;

  @Field(() => RunType, { description: 'Whose phase it is.' })
  run!: Reference<RunType>;

  @Field(() => String, { description: 'provision, import, build, parity, compile, warm-up or measure.' })
  phase!: string;

  /** Not a field: the id of the race. */
  raceId!: string;

  /** Not a field: the id of the run. */
  runId!: string;
}
