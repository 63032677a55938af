import { Field, ID, Int, ObjectType } from 'type-graphql';
import { RaceType } from './race.type';
import type { Reference } from './reference';
import { ReportType } from './report.type';

/** A race of a report has ended. */
@ObjectType('ReportEvent', { description: 'A race of a report has ended.', simpleResolvers: true })
export class ReportEventType {
  @Field(() => Int, { description: 'From 1, without gaps: as which of its races it ended.' })
  sequence!: number;

  @Field(() => ID, { description: 'Of the report.' })
  reportId!: string;

  @Field(() => String, { description: 'The race, in words.' })
  name!: string;

  @Field(() => RaceType, { nullable: true, description: 'As it is now; null once it was deleted.' })
  race!: Reference<RaceType> | null;

  @Field(() => ReportType, { description: 'As it is now.' })
  report!: Reference<ReportType>;

  @Field(() => Boolean, { description: 'Whether no other is to come.' })
  isLast!: boolean;

  /** Not a field: the id of the race. */
  raceId!: string | null;
}
