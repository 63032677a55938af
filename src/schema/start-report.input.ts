import { GraphQLSafeInt } from 'graphql-scalars';
import { Field, Float, ID, InputType } from 'type-graphql';
import type { DeviceKindName, EffortName } from '../entities/race.entity';
import type { ReportKindName } from '../entities/report.entity';
import { DeviceKind } from './device-kind.enum';
import { Effort } from './effort.enum';
import { HardwareWishInput } from './hardware-wish.input';
import { ReportKind } from './report-kind.enum';

/** Which claims are to be answered, of which engines. */
@InputType('StartReportInput', { description: 'Which claims are to be answered, of which engines.' })
export class StartReportInput {
  @Field(() => ReportKind, { defaultValue: 'FRAMEWORK_SPEED_COMPARISON', description: 'What it is about.' })
  kind!: ReportKindName;

  @Field(() => [ID], {
    nullable: true,
    description: 'Those that race, each once. Default: pytorch, tensorflow and keras, of which the claims speak.',
  })
  engines?: string[] | null;

  @Field(() => [ID], {
    nullable: true,
    description:
      'Of rnn-speed, experimentation, keras-overhead, no-great-difference and bottlenecks-elsewhere. Default: all.',
  })
  claims?: string[] | null;

  @Field(() => Effort, {
    defaultValue: 'STANDARD',
    description: 'Of each race: QUICK for about 40 minutes in all, STANDARD for one to six hours.',
  })
  effort!: EffortName;

  @Field(() => DeviceKind, { nullable: true, description: 'Default: of each race its own.' })
  device?: DeviceKindName | null;

  @Field(() => HardwareWishInput, { nullable: true, description: 'Which hosts may measure it. Default: any.' })
  hardware?: HardwareWishInput | null;

  @Field(() => Float, {
    nullable: true,
    description: 'Of each race: measuring ends after so many seconds. Default: by effort and by what is raced.',
  })
  raceBudgetSeconds?: number | null;

  @Field(() => GraphQLSafeInt, { nullable: true, description: 'Of all races. Default: drawn for each, and recorded.' })
  seed?: number | null;

  @Field(() => String, { nullable: true, description: 'Your own name for the report, at most 200 characters.' })
  label?: string | null;

  @Field(() => ID, { nullable: true, description: 'Whose report it is, as of a race.' })
  project?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The same key returns the same report instead of starting another; at most 200 characters.',
  })
  idempotencyKey?: string | null;
}
