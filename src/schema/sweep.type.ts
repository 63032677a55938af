import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, Int, ObjectType } from 'type-graphql';
import type { RaceStatusName } from '../entities/race.entity';
import type { Sweep, SweepDimensionName } from '../entities/sweep.entity';
import { ChartType } from './chart.type';
import { NodeType } from './node.type';
import { RaceStatus } from './race-status.enum';
import type { Reference } from './reference';
import { SweepCrossoverType } from './sweep-crossover.type';
import { SweepCurveType } from './sweep-curve.type';
import { SweepDimension } from './sweep-dimension.enum';
import { SweepPointType } from './sweep-point.type';

/** The same race at several values of one thing. */
@ObjectType('Sweep', {
  description: 'The same race at several values of one thing.',
  simpleResolvers: true,
  implements: NodeType,
})
export class SweepType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of creation.' })
  id!: string;

  @Field(() => String, { nullable: true, description: "The client's own name for it." })
  label!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who started it, as of a race.' })
  owner!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of whose project it is; null: of none.' })
  project!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => SweepDimension, { description: 'What differs.' })
  over!: SweepDimensionName;

  @Field(() => ID, { nullable: true, description: "The workload's parameter that differs; null where none does." })
  parameter!: string | null;

  @Field(() => RaceStatus, {
    description:
      'Of all races together: RUNNING once one has begun, until none waits or is measured; then CANCELLED where any was.',
  })
  status!: RaceStatusName;

  @Field(() => Int, { description: 'Of its races, those that have ended.' })
  racesEnded!: number;

  @Field(() => [SweepPointType], { description: 'Its races, by value.' })
  points!: SweepPointType[];

  @Field(() => [SweepCurveType], { description: 'A curve for each entrant, in the order in which they were entered.' })
  curves!: SweepCurveType[];

  @Field(() => [SweepCrossoverType], {
    description:
      "Of all pairs that the races' question compares; from races that have ended and can be trusted. Each end has the confidence of its own race.",
  })
  crossovers!: SweepCrossoverType[];

  @Field(() => String, {
    nullable: true,
    description: 'Who is ahead at which value, in one sentence; null before a race has ended with a result.',
  })
  verdict!: string | null;

  @Field(() => ChartType, {
    nullable: true,
    description:
      'Its curves with their intervals, in the unit of what was raced, and where they cross; null before anything was measured.',
  })
  chart!: Reference<ChartType> | null;

  /** Not a field: as it is stored. */
  row!: Sweep;
}
