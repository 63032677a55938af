import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import type { StoredTrial } from '../entities/stored-trial';
import type { TrialShapeName } from '../statistics/trial-shape';
import { GpuStateType } from './gpu-state.type';
import { NodeType } from './node.type';
import type { Reference } from './reference';
import { TrialEnergyType } from './trial-energy.type';
import { TrialInputPipelineType } from './input-pipeline.type';
import { TrialServingType } from './trial-serving.type';
import { TrialShape } from './trial-shape.enum';

/** One entrant's process in one round. */
@ObjectType('Trial', {
  description: "One entrant's process in one round.",
  simpleResolvers: true,
  implements: NodeType,
})
export class TrialType implements NodeType {
  @Field(() => ID, { description: 'Ordered by time of creation.' })
  id!: string;

  @Field(() => Int, { description: 'From 1.' })
  round!: number;

  @Field(() => GraphQLDateTime, { description: 'When its process was started.' })
  startedAt!: Date;

  @Field(() => [Float], { description: 'Seconds per iteration of each measured block, in order.' })
  blockSeconds!: number[];

  @Field(() => Int, { description: 'Iterations between two readings of the clock.' })
  iterationsPerBlock!: number;

  @Field(() => [String], {
    description: 'What disturbed it, such as NOT_STEADY or CPU_PRESSURE; tagged trials are kept.',
  })
  tags!: string[];

  @Field(() => Float, {
    nullable: true,
    description:
      "Part of the processors' time during its blocks that went to neither it nor the server, 0 to 1; null where the system does not tell.",
  })
  foreignShare!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Clock of the processors that computed during its blocks, the median; null where the system does not tell, as in most virtual machines.',
  })
  clockHertz!: number | null;

  @Field(() => GpuStateType, {
    nullable: true,
    description: 'The GPU while this trial computed on it; null on a CPU, and where no driver tells.',
  })
  gpu!: Reference<GpuStateType> | null;

  @Field(() => Float, {
    nullable: true,
    description: 'From the start of its process to the first result; null where others started beside it.',
  })
  timeToFirstResultSeconds!: number | null;

  @Field(() => TrialEnergyType, { nullable: true, description: 'Null where energy was not raced.' })
  energy!: Reference<TrialEnergyType> | null;

  @Field(() => TrialServingType, { nullable: true, description: 'Null where no requests were served.' })
  serving!: Reference<TrialServingType> | null;

  @Field(() => TrialInputPipelineType, { nullable: true, description: 'Null where no images were loaded.' })
  inputPipeline!: Reference<TrialInputPipelineType> | null;

  @Field(() => TrialShape, {
    nullable: true,
    description: 'How the level of its measured blocks changed, by their change points; null below 10 blocks.',
  })
  shape!: Reference<TrialShapeName | null>;

  /** Not a field: the row that this was made from. */
  row!: StoredTrial;
}
