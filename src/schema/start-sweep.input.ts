import { Field, ID, InputType, Int } from 'type-graphql';
import type { SweepDimensionName } from '../entities/sweep.entity';
import { StartRaceInput } from './start-race.input';
import { SweepDimension } from './sweep-dimension.enum';

/** A race, and the one thing of it that is to differ. */
@InputType('StartSweepInput', { description: 'A race, and the one thing of it that is to differ.' })
export class StartSweepInput {
  @Field(() => StartRaceInput, {
    description: 'What all of its races have in common; without what differs, and without an idempotency key.',
  })
  race!: StartRaceInput;

  @Field(() => SweepDimension, { description: 'What differs.' })
  over!: SweepDimensionName;

  @Field(() => ID, { nullable: true, description: 'Name of the parameter, where a PARAMETER differs.' })
  parameter?: string | null;

  @Field(() => [Int], { description: '2 to 32 different values, in any order; measured from the smallest on.' })
  values!: number[];

  @Field(() => String, { nullable: true, description: 'Your own name for the sweep, at most 200 characters.' })
  label?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same key returns the same sweep instead of starting another; at most 200 characters.',
  })
  idempotencyKey?: string | null;
}
