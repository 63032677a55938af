import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import type { AuditActionName } from '../entities/audit-entry.entity';
import { AuditAction } from './audit-action.enum';
import type { Reference } from './reference';
import { SettingType } from './setting.type';

/** Somebody did something. */
@ObjectType('AuditEntry', {
  description: 'Somebody did something. Stays when what it was done to is deleted.',
  simpleResolvers: true,
})
export class AuditEntryType {
  @Field(() => ID, { description: 'Unique among the entries.' })
  id!: string;

  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;

  @Field(() => String, { nullable: true, description: 'Who; null where nobody was known.' })
  actor!: string | null;

  @Field(() => AuditAction, { description: 'What was done.' })
  action!: AuditActionName;

  @Field(() => ID, { description: 'Id of what it was done to: a race, or the machine whose limits were asked for.' })
  subject!: string;

  @Field(() => [SettingType], { description: 'What tells the subject apart once it is gone, as it was then.' })
  details!: Reference<SettingType>[];
}
