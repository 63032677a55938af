import { Field, ObjectType } from 'type-graphql';
import { EstimateType } from './estimate.type';

/** A case of two reports. */
@ObjectType('ComparedEffect', { description: 'A case of two reports.', simpleResolvers: true })
export class ComparedEffectType {
  @Field(() => String, { description: 'The part of the claim that it belongs to.' })
  part!: string;

  @Field(() => String, { description: 'The case: what was raced, or what was changed.' })
  name!: string;

  @Field(() => String, { description: 'Label of the entrant that the claim speaks of.' })
  subject!: string;

  @Field(() => String, { description: 'Label of the entrant that it is compared with.' })
  other!: string;

  @Field(() => EstimateType, {
    nullable: true,
    description: 'How many times as fast the subject is in the first report. Null where it was not measured.',
  })
  baseline!: EstimateType | null;

  @Field(() => EstimateType, { nullable: true, description: 'In the second one.' })
  candidate!: EstimateType | null;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'The second over the first; its interval puts the ends of both together in the worst way. Null where one of them is missing.',
  })
  change!: EstimateType | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether the whole interval of the change lies beyond the practical difference of its races; false: wholly within it. Null where neither is shown.',
  })
  differs!: boolean | null;

  @Field(() => String, { nullable: true, description: 'Why there is no change.' })
  missing!: string | null;
}
