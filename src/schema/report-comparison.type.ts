import { Field, ObjectType } from 'type-graphql';
import { ComparedClaimType } from './compared-claim.type';
import { ReportType } from './report.type';

/** Two reports beside each other: of two machines, two dates, two versions. */
@ObjectType('ReportComparison', {
  description:
    'Two reports beside each other: of two machines, two dates, two versions. How the frameworks stand to each other is compared, not their times.',
  simpleResolvers: true,
})
export class ReportComparisonType {
  @Field(() => ReportType, { description: 'The first.' })
  baseline!: ReportType;

  @Field(() => ReportType, { description: 'The second.' })
  candidate!: ReportType;

  @Field(() => [ComparedClaimType], { description: 'All claims that either of them asked for.' })
  claims!: ComparedClaimType[];

  @Field(() => [String], {
    description: 'What else is different between the two: machine, operating system, versions, effort.',
  })
  differences!: string[];

  @Field(() => String, { description: 'All of it in a few sentences.' })
  sentence!: string;

  @Field(() => String, { description: 'The whole comparison as Markdown.' })
  markdown!: string;

  @Field(() => String, { description: 'The same as one HTML page that needs nothing else.' })
  html!: string;

  @Field(() => String, { description: 'Path of that page on this server.' })
  url!: string;
}
