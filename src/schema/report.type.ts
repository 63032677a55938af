import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { EffortName, RaceStatusName } from '../entities/race.entity';
import type { Report, ReportKindName } from '../entities/report.entity';
import { ChartType } from './chart.type';
import { Effort } from './effort.enum';
import { HardwareProfileType } from './hardware-profile.type';
import { NodeType } from './node.type';
import { RaceStatus } from './race-status.enum';
import { RaceType } from './race.type';
import type { Reference } from './reference';
import { ReportClaimType } from './report-claim.type';
import { ReportKind } from './report-kind.enum';

/** Claims, and the races that answer them. */
@ObjectType('Report', {
  description: 'Claims, and the races that answer them.',
  simpleResolvers: true,
  implements: NodeType,
})
export class ReportType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of creation.' })
  id!: string;

  @Field(() => ReportKind, { description: 'What it is about.' })
  kind!: ReportKindName;

  @Field(() => String, { nullable: true, description: "The client's own name for it." })
  label!: string | null;

  @Field(() => ID, { nullable: true, description: 'Who started it, as of a race.' })
  owner!: string | null;

  @Field(() => ID, { nullable: true, description: 'Of whose project it is; null: of none.' })
  project!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it was asked for.' })
  createdAt!: Date;

  @Field(() => Effort, { description: 'Of each of its races.' })
  effort!: EffortName;

  @Field(() => [ID], { description: 'As they were asked for.' })
  engines!: string[];

  @Field(() => RaceStatus, {
    description:
      'Of all races together: RUNNING once one has begun, until none waits or is measured; then CANCELLED where any was.',
  })
  status!: RaceStatusName;

  @Field(() => Int, { description: 'Of its races, those that have ended.' })
  racesEnded!: number;

  @Field(() => Int, { description: 'All that are there: none is where none of its entrants could run.' })
  racesTotal!: number;

  @Field(() => Float, { description: 'From 0 to 1, by time: as far as the estimate of the rest is right.' })
  progress!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'Of measuring, by what its races took so far; what others have in the queue comes on top. Null once all have ended.',
  })
  estimatedSecondsLeft!: number | null;

  @Field(() => [HardwareProfileType], {
    description: 'The machines that its races began on; more than one makes changes from race to race hard to compare.',
  })
  hardware!: Reference<HardwareProfileType>[];

  @Field(() => [RaceType], { description: 'In the order of the queue, without those that were deleted.' })
  races!: Reference<RaceType>[];

  @Field(() => [ReportClaimType], {
    description: 'Judged by the rules that were declared before anything was measured, at any time by what is there.',
  })
  claims!: ReportClaimType[];

  @Field(() => ChartType, {
    nullable: true,
    description: 'What its claims say on average, drawn; null before all cases of a part were measured.',
  })
  chart!: ChartType | null;

  @Field(() => String, { description: 'The whole report as Markdown, without its charts.' })
  markdown!: string;

  @Field(() => String, {
    description: 'The whole report as one HTML page that needs nothing else, with its charts.',
  })
  html!: string;

  @Field(() => String, { description: 'Path of that page on this server.' })
  url!: string;

  /** Not a field: as it is stored. */
  row!: Report;
}
