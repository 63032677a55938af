import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import { HardwareProfileType } from './hardware-profile.type';
import type { Reference } from './reference';

/** A process that measures. */
@ObjectType('MeasuringHost', { description: 'A process that measures.', simpleResolvers: true })
export class MeasuringHostType {
  @Field(() => ID, { description: 'Of the process: a host that starts again has another.' })
  id!: string;

  @Field(() => String, { description: 'What its machine calls itself.' })
  name!: string;

  @Field(() => [String], { description: 'What a race may ask for.' })
  labels!: string[];

  @Field(() => HardwareProfileType, { nullable: true, description: 'Its machine.' })
  hardware!: Reference<HardwareProfileType> | null;

  @Field(() => GraphQLDateTime, { description: 'When it began.' })
  startedAt!: Date;

  /** Not a field: the row behind it. */
  hardwareProfileId!: string;
}
