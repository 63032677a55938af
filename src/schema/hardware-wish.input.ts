import { Field, ID, InputType } from 'type-graphql';

/** Which hosts may measure a race: named in one way or the other. */
@InputType('HardwareWishInput', { description: 'Which hosts may measure a race: named in one way or the other.' })
export class HardwareWishInput {
  @Field(() => ID, { nullable: true, description: 'Hosts with this hardware profile.' })
  profileId?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Hosts that carry all of these labels (`photofinish worker --labels`).',
  })
  labels?: string[] | null;
}
