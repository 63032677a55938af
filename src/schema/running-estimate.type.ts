import { Field, ObjectType } from 'type-graphql';
import { EstimateType } from './estimate.type';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** What is known of a run so far. */
@ObjectType('RunningEstimate', { description: 'What is known of a run so far.', simpleResolvers: true })
export class RunningEstimateType {
  @Field(() => RunType, { description: 'Whose estimate it is.' })
  run!: Reference<RunType>;

  @Field(() => EstimateType, {
    nullable: true,
    description: 'Time of one iteration; null while it would be unbounded.',
  })
  secondsPerIteration!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description: 'Energy of one item; null while it would be unbounded, and where ENERGY is not what is raced.',
  })
  energyJoulesPerItem!: Reference<EstimateType> | null;

  @Field(() => EstimateType, {
    nullable: true,
    description: "Its time (or memory, or energy) over the leader's; null while it would be unbounded.",
  })
  ratioToLeader!: Reference<EstimateType> | null;

  /** Not a field: the id of the run. */
  runId!: string;
}
