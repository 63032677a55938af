import { Field, InputType, Int } from 'type-graphql';
import type { DeviceKindName } from '../entities/race.entity';
import type { PrecisionName } from '../protocol/messages';
import { DeviceKind } from './device-kind.enum';
import { Precision } from './precision.enum';

/** Which limit of this machine is to be measured. */
@InputType('MeasureLimitsInput', { description: 'Which limit of this machine is to be measured.' })
export class MeasureLimitsInput {
  @Field(() => DeviceKind, { defaultValue: 'CPU', description: 'Of what.' })
  device!: DeviceKindName;

  @Field(() => Precision, { defaultValue: 'FLOAT32', description: 'In which arithmetic.' })
  precision!: PrecisionName;

  @Field(() => Int, { nullable: true, description: 'With how many threads. Default: all; a GPU has none.' })
  threads?: number | null;
}
