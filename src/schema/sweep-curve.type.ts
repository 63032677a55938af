import { Field, ObjectType } from 'type-graphql';
import { SweepCurvePointType } from './sweep-curve-point.type';

/** One entrant over all values of a sweep. */
@ObjectType('SweepCurve', { description: 'One entrant over all values of a sweep.', simpleResolvers: true })
export class SweepCurveType {
  @Field(() => String, { description: 'How the results name the entrant.' })
  label!: string;

  @Field(() => [SweepCurvePointType], { description: 'By value.' })
  points!: SweepCurvePointType[];
}
