import { Field, Int, ObjectType } from 'type-graphql';
import type { Reference } from './reference';
import { RunType } from './run.type';

/** One entrant at one value of a sweep. */
@ObjectType('SweepCurvePoint', { description: 'One entrant at one value of a sweep.', simpleResolvers: true })
export class SweepCurvePointType {
  @Field(() => Int, { description: 'Of what differs.' })
  value!: number;

  @Field(() => RunType, {
    nullable: true,
    description: 'With its estimates and their intervals, as far as they were measured; null once it was deleted.',
  })
  run!: Reference<RunType> | null;

  /** Not a field: the id of the run. */
  runId!: string | null;
}
