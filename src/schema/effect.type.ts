import { Field, ObjectType } from 'type-graphql';
import type { Stance } from '../claims/effect';
import { EffectStance } from './effect-stance.enum';
import { EstimateType } from './estimate.type';
import { RaceType } from './race.type';
import type { Reference } from './reference';

/** How large something is that a claim speaks of. */
@ObjectType('Effect', { description: 'How large something is that a claim speaks of.', simpleResolvers: true })
export class EffectType {
  @Field(() => String, { description: 'The case: what was raced, or what was changed.' })
  name!: string;

  @Field(() => String, { description: 'Label of the entrant that the claim speaks of.' })
  subject!: string;

  @Field(() => String, { description: 'Label of the entrant that it is compared with.' })
  other!: string;

  @Field(() => EstimateType, {
    nullable: true,
    description:
      'How many times as fast the subject is; of runs in different races, an interval that is wider than it would have to be. Null where it was not measured.',
  })
  timesAsFast!: EstimateType | null;

  @Field(() => EffectStance, { description: 'What that says of the claim.' })
  stance!: Stance;

  @Field(() => Boolean, {
    description:
      'Whether it is shown by itself, but not together with the other cases of its part (Hochberg 1988, 5 % over all of them): it counts as undecided then.',
  })
  onlyAlone!: boolean;

  @Field(() => String, { nullable: true, description: 'Why there is no number; null where there is, or may still be.' })
  missing!: string | null;

  @Field(() => RaceType, { nullable: true, description: 'Where it was measured; null once it was deleted.' })
  race!: Reference<RaceType> | null;
}
