import { Field, ObjectType } from 'type-graphql';
import { RaceEventType } from './race-event.type';
import type { RaceType } from './race.type';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** An entrant entered another phase. */
@ObjectType('RunPhaseChanged', {
  description: 'An entrant entered another phase.',
  simpleResolvers: true,
  implements: RaceEventType,
})
export class RunPhaseChangedType implements RaceEventType {
  sequence!: number;

  at!: Date;

  race!: Reference<RaceType>;

  @Field(() => RunType, { description: 'Whose phase it is.' })
  run!: Reference<RunType>;

  @Field(() => String, {
    description:
      'reference, import, build, parity, compile, warm-up or measure; or how the run ended early: unsupported or failed.',
  })
  phase!: string;

  /** Not a field: the id of the race. */
  raceId!: string;

  /** Not a field: the id of the run. */
  runId!: string;
}
