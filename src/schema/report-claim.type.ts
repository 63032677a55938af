import { Field, ID, ObjectType } from 'type-graphql';
import type { ClaimVerdictName } from '../claims/claim';
import type { Report } from '../entities/report.entity';
import { ChartType } from './chart.type';
import { ClaimPartType } from './claim-part.type';
import { ClaimVerdict } from './claim-verdict.enum';
import { EffectType } from './effect.type';
import { RaceType } from './race.type';
import type { Reference } from './reference';

/** A claim, and what the races say of it. */
@ObjectType('ReportClaim', { description: 'A claim, and what the races say of it.', simpleResolvers: true })
export class ReportClaimType {
  @Field(() => ID, { description: 'As `startReport` takes it.' })
  id!: string;

  @Field(() => String, { description: 'As the article makes it.' })
  statement!: string;

  @Field(() => ClaimVerdict, { description: 'What all of its parts say together; DEPENDS where they differ.' })
  verdict!: ClaimVerdictName;

  @Field(() => String, { description: 'The answer in one sentence.' })
  answer!: string;

  @Field(() => String, { description: 'What was seen of each of its parts, in sentences that can be quoted.' })
  sentence!: string;

  @Field(() => [ClaimPartType], { description: 'Each with its rule.' })
  parts!: ClaimPartType[];

  @Field(() => [EffectType], { description: 'Those of all parts.' })
  effects!: EffectType[];

  @Field(() => [RaceType], { description: 'Those that were measured for it, each once.' })
  races!: Reference<RaceType>[];

  @Field(() => [ChartType], { description: 'What was seen of each of its parts, drawn.' })
  charts!: ChartType[];

  @Field(() => [String], { description: 'What belongs to the claim and is not measured.' })
  notMeasured!: string[];

  /** Not a field: the report that it belongs to, as it is stored. */
  report!: Report;
}
