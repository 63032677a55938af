import { Field, Float, Int, ObjectType } from 'type-graphql';
import { ComparisonType } from './comparison.type';
import { RaceType } from './race.type';
import type { Reference } from './reference';
import { StandingType } from './standing.type';

/** What the stored blocks of a race say by other rules. */
@ObjectType('Reanalysis', {
  description: 'What the stored blocks of a race say by other rules; nothing of the race changes.',
  simpleResolvers: true,
})
export class ReanalysisType {
  @Field(() => RaceType, { description: 'Whose blocks these are.' })
  race!: Reference<RaceType>;

  @Field(() => Float, { description: 'Relative difference within which times count as equal here.' })
  practicalDifference!: number;

  @Field(() => Float, { description: 'Of all statements together, over all looks and pairs.' })
  confidence!: number;

  @Field(() => Int, { description: 'Rounds that every entrant completed.' })
  roundsCompleted!: number;

  @Field(() => [StandingType], { description: 'Tiers, as in the race.' })
  standings!: StandingType[];

  @Field(() => [ComparisonType], { description: "The pairs that the race's question asks for." })
  comparisons!: ComparisonType[];

  @Field(() => String, { nullable: true, description: 'One sentence; null where no round was completed.' })
  verdict!: string | null;
}
