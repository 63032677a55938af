import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';
import type { DeviceKindName } from '../entities/race.entity';
import type { PrecisionName } from '../protocol/messages';
import { DeviceKind } from './device-kind.enum';
import { Precision } from './precision.enum';

/** What a machine can do at most, as measured. */
@ObjectType('MachineLimit', { description: 'What a machine can do at most, as measured.', simpleResolvers: true })
export class MachineLimitType {
  @Field(() => DeviceKind, { description: 'What was measured.' })
  device!: DeviceKindName;

  @Field(() => Precision, { description: 'In which arithmetic.' })
  precision!: PrecisionName;

  @Field(() => Int, { nullable: true, description: 'With how many threads; null for a GPU.' })
  threads!: number | null;

  @Field(() => Float, { description: 'Floating-point operations per second.' })
  flopsPerSecond!: number;

  @Field(() => Float, { description: 'Bytes per second to and from memory.' })
  bytesPerSecond!: number;

  @Field(() => GraphQLDateTime, { description: 'When.' })
  measuredAt!: Date;
}
