import { Field, Float, ObjectType } from 'type-graphql';
import type { ClaimVerdictName } from '../claims/claim';
import { ClaimVerdict } from './claim-verdict.enum';
import { EffectType } from './effect.type';
import { EstimateType } from './estimate.type';

/** A part of a claim that is judged by itself. */
@ObjectType('ClaimPart', { description: 'A part of a claim that is judged by itself.', simpleResolvers: true })
export class ClaimPartType {
  @Field(() => String, { description: 'What it is about.' })
  name!: string;

  @Field(() => String, { description: 'What has to be seen of a case for it to support the claim, in words.' })
  rule!: string;

  @Field(() => Float, { description: 'From this share of its cases on, the part is SUPPORTED.' })
  supportedFrom!: number;

  @Field(() => Float, { description: 'Up to this share of its cases, it is CONTRADICTED.' })
  contradictedUpTo!: number;

  @Field(() => ClaimVerdict, { description: 'By these shares, however the undecided cases turn out.' })
  verdict!: ClaimVerdictName;

  @Field(() => String, { description: 'What was seen, as a sentence that can be quoted.' })
  sentence!: string;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'How many times as fast the subject is over all cases: the geometric mean. Null unless every case was measured.',
  })
  timesAsFast!: EstimateType | null;

  @Field(() => [EffectType], { description: 'Its cases. None where nothing of it can be measured yet.' })
  effects!: EffectType[];
}
