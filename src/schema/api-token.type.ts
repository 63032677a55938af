import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { ScopeName } from '../entities/api-token.entity';
import { ApiScope } from './api-scope.enum';

/** A credential for programs, without its secret. */
@ObjectType('ApiToken', { description: 'A credential for programs, without its secret.', simpleResolvers: true })
export class ApiTokenType {
  @Field(() => ID, { description: 'Ordered by time of creation; the `owner` of the races that it starts.' })
  id!: string;

  @Field(() => String, { description: 'What it is for, in the words of who made it.' })
  name!: string;

  @Field(() => ApiScope, { description: 'What it may do.' })
  scope!: ScopeName;

  @Field(() => [ID], {
    nullable: true,
    description: 'The only projects whose races it may see and run; null: all, and races without one.',
  })
  projects!: string[] | null;

  @Field(() => Int, { nullable: true, description: 'Races of its own that may wait at once; null: no bound.' })
  maximumQueuedRaces!: number | null;

  @Field(() => Float, { nullable: true, description: 'Seconds of measuring within any 24 hours; null: no bound.' })
  deviceSecondsPerDay!: number | null;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'From when on it is of no use; null: never.' })
  expiresAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it was revoked; null: it was not.' })
  revokedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was last used, to within a minute; null: never.',
  })
  lastUsedAt!: Date | null;
}
