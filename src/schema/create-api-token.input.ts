import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, InputType, Int } from 'type-graphql';
import type { ScopeName } from '../entities/api-token.entity';
import { ApiScope } from './api-scope.enum';

/** What a new token is for, and its bounds. */
@InputType('CreateApiTokenInput', { description: 'What a new token is for, and its bounds.' })
export class CreateApiTokenInput {
  @Field(() => String, { description: 'What it is for: one line of at most 100 characters.' })
  name!: string;

  @Field(() => ApiScope, { defaultValue: 'READ', description: 'What it may do.' })
  scope!: ScopeName;

  @Field(() => [ID], {
    nullable: true,
    description: 'The only projects whose races it may see and run. Default: all, and races without one.',
  })
  projects?: string[] | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'From when on it is of no use. Default: never.' })
  expiresAt?: Date | null;

  @Field(() => Int, { nullable: true, description: 'Races of its own that may wait at once. Default: no bound.' })
  maximumQueuedRaces?: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds of measuring within any 24 hours. Default: no bound.' })
  deviceSecondsPerDay?: number | null;
}
