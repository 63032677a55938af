import { Field, ID, ObjectType } from 'type-graphql';
import type { ClaimVerdictName } from '../claims/claim';
import { ClaimVerdict } from './claim-verdict.enum';
import { ComparedEffectType } from './compared-effect.type';

/** A claim of two reports. */
@ObjectType('ComparedClaim', { description: 'A claim of two reports.', simpleResolvers: true })
export class ComparedClaimType {
  @Field(() => ID, { description: 'As `startReport` takes it.' })
  id!: string;

  @Field(() => String, { description: 'As the article makes it.' })
  statement!: string;

  @Field(() => ClaimVerdict, {
    nullable: true,
    description: 'What the first report says; null where it did not ask for it.',
  })
  baseline!: ClaimVerdictName | null;

  @Field(() => ClaimVerdict, { nullable: true, description: 'What the second says.' })
  candidate!: ClaimVerdictName | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether both answer alike. Null where one of them has no answer.',
  })
  agree!: boolean | null;

  @Field(() => String, { description: 'What became of it, as a sentence that can be quoted.' })
  sentence!: string;

  @Field(() => [ComparedEffectType], { description: 'All cases that either of them has.' })
  effects!: ComparedEffectType[];
}
