import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';
import type { DeviceKindName } from '../entities/race.entity';
import { DeviceKind } from './device-kind.enum';

/** A device as an engine sees it. */
@ObjectType('Device', { description: 'A device as an engine sees it.', simpleResolvers: true })
export class DeviceType {
  @Field(() => ID, { description: 'As the engine calls it, such as "cpu" or "cuda:0".' })
  id!: string;

  @Field(() => DeviceKind, { description: 'Processor or accelerator.' })
  kind!: DeviceKindName;

  @Field(() => String, { description: 'The model.' })
  name!: string;

  @Field(() => GraphQLSafeInt, {
    nullable: true,
    description: 'Its memory in bytes; null where the engine does not say.',
  })
  memoryBytes!: number | null;
}
