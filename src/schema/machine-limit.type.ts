import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { DeviceKindName } from '../entities/race.entity';
import type { PrecisionName } from '../protocol/messages';
import { DeviceKind } from './device-kind.enum';
import { MemoryStreamType } from './memory-stream.type';
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

  @Field(() => Float, {
    description:
      'Floating-point operations per second of the fastest matrix product over all engines, the best of ten.',
  })
  flopsPerSecond!: number;

  @Field(() => ID, { description: 'Engine that computed that product.' })
  engine!: string;

  @Field(() => ID, { description: 'In this variant.' })
  variant!: string;

  @Field(() => String, { description: 'Version of its framework.' })
  engineVersion!: string;

  @Field(() => Int, { description: 'Rows and columns of its matrices.' })
  matrixSize!: number;

  @Field(() => Float, {
    description:
      'Bytes per second to and from memory: two arrays summed into a third, too large for the caches, the best of ten.',
  })
  bytesPerSecond!: number;

  @Field(() => [MemoryStreamType], {
    description: 'The same for arrays that fit into nearer memory, the smallest first; the last is `bytesPerSecond`.',
  })
  streams!: MemoryStreamType[];

  @Field(() => GraphQLDateTime, { description: 'When it was measured last; the greatest of all measurements counts.' })
  measuredAt!: Date;
}
